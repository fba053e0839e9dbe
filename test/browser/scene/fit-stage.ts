import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import type { SurfaceMap } from '../../../plugin/budget/master-facts.ts';
import type { FitResult } from '../../../plugin/fit/contract.ts';
import { geometryMeshes } from '../../../plugin/scene/content/name-content.ts';
import { BOX_MATERIAL, boxGlb, gridBox } from '../../fixtures/grid-box.ts';

/** One colour as a decoded image. */
export async function colourImage(
  [r, g, b]: readonly [number, number, number],
  sizePx = 8,
): Promise<ImageBitmap> {
  const canvas = new OffscreenCanvas(sizePx, sizePx);
  const context = canvas.getContext('2d')!;
  context.fillStyle = `rgb(${r} ${g} ${b})`;
  context.fillRect(0, 0, sizePx, sizePx);
  return createImageBitmap(canvas, { premultiplyAlpha: 'none', colorSpaceConversion: 'none' });
}

export const COLOURS = {
  baseColor: [255, 0, 0],
  metallicRoughness: [0, 255, 0],
  normal: [128, 128, 255],
} as const satisfies Partial<Record<SurfaceMap, readonly [number, number, number]>>;

/** What a fit of the box in one colour gives, with its images. */
export async function boxResult(
  triangles: number,
  {
    rgb = COLOURS.baseColor,
    maps = [],
    sizePx = 8,
  }: {
    readonly rgb?: readonly [number, number, number];
    readonly maps?: readonly (keyof typeof COLOURS)[];
    readonly sizePx?: number;
  } = {},
): Promise<Pick<FitResult, 'lods' | 'glb'> & { readonly shown: NonNullable<FitResult['shown']> }> {
  const mesh = gridBox(triangles);
  const entries = await Promise.all(
    maps.map(async (map) => [map, await colourImage(COLOURS[map], sizePx)] as const),
  );
  return {
    glb: await boxGlb(mesh, { rgb, maps }),
    lods: [],
    shown: {
      mesh,
      material: BOX_MATERIAL,
      maps: { ...Object.fromEntries(entries), baseColor: await colourImage(rgb, sizePx) },
    },
  };
}

export const drawnMesh = (container: AssetContainer) => geometryMeshes(container)[0] as Mesh;

/** The longest stretch in which the page could do nothing else, while `work` goes on, milliseconds. */
export async function longestTask(work: () => Promise<unknown>): Promise<number> {
  let [longest, last, isOver] = [0, performance.now(), false];
  const channel = new MessageChannel();
  channel.port1.onmessage = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isOver) channel.port2.postMessage(0);
  };
  channel.port2.postMessage(0);
  await work();
  longest = Math.max(longest, performance.now() - last);
  isOver = true;
  channel.port1.close();
  return longest;
}
