import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { isGlbFile } from '../image/glb-reader.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import type { DraggedCard } from './card-transfer.ts';

/** What was dropped on the canvas. */
export interface ViewportDrop {
  /** Files, or the address of an image; none with a card. */
  readonly sources: readonly (File | string)[];
  readonly card?: DraggedCard | undefined;
  /** On the ground; undefined: the next free place. */
  readonly position: Vector3 | undefined;
}

/** Distance between several assets in a row, in their sizes. */
const STEP = 1.2;

/** Generates from an image, imports GLBs, or places a card, at the point of the drop. Failures become state of the pane. */
export async function takeDrop(controller: PaneController, drop: ViewportDrop): Promise<void> {
  const { sources, card, position } = drop;
  if (card) return placeCard(controller, card, position);
  const { size } = controller.getSnapshot().settings;
  const inRow = (index: number) => position?.add(new Vector3(index * STEP * size, 0, 0));
  for (const [index, glb] of sources.filter(isGlbFile).entries())
    await controller.input.take(glb, inRow(index));
  const [image] = sources.filter((source) => !isGlbFile(source));
  if (image !== undefined && (await controller.input.take(image))) controller.runs.run(position);
}

function placeCard(
  { generator, library }: PaneController,
  card: DraggedCard,
  position: Vector3 | undefined,
): Promise<void> | undefined {
  const { masters } = generator.library.getSnapshot();
  const place = (hash: string) =>
    library.place(masters.find((master) => master.hash === hash) ?? { hash }, position);
  if (card.kind === 'master') return place(card.hash);
  const asset = generator.getSnapshot().assets.find(({ id }) => id === card.assetId);
  const version = asset?.versions.find(({ id }) => id === card.versionId);
  if (!asset || !version) return undefined;
  return version.libraryHash ? place(version.libraryHash) : library.placeVersion(asset, version, position);
}
