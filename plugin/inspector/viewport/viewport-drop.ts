import type { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { isKnownFile } from '../image/image-transfer.ts';
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

/** While it was dragged, a file of unknown type was not shown as an image, with what it costs. */
const isUnknown = (source: File | string) => typeof source !== 'string' && !isKnownFile(source);

/**
 * At the point of the drop: generates from an image, imports a GLB, places a card, or asks about several files or one of
 * unknown type. Failures become state of the pane.
 */
export async function takeDrop(controller: PaneController, drop: ViewportDrop): Promise<void> {
  const { sources, card, position } = drop;
  if (card) return placeCard(controller, card, position);
  if (sources.length > 1 || sources.some(isUnknown)) return controller.batches.take(sources, position);
  const [source] = sources;
  if (source !== undefined && (await controller.input.take(source, position))) controller.runs.run(position);
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
