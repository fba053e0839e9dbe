import { encodePng } from '../../../plugin/recipe/image-formats/encode-png.ts';
import { type BoxGlbOptions, boxGlb, gridBox } from '../../fixtures/grid-box.ts';

const pngs = new Map<number, Promise<Uint8Array<ArrayBuffer>>>();

/** A square PNG of one grey, the same each time. */
export function plainPng(sizePx: number, grey = 128): Promise<Uint8Array<ArrayBuffer>> {
  const key = sizePx * 256 + grey;
  const data = () => new Uint8ClampedArray(4 * sizePx ** 2).fill(grey);
  const made = pngs.get(key) ?? encodePng({ widthPx: sizePx, heightPx: sizePx, data: data() }, false);
  pngs.set(key, made);
  return made;
}

/** A box of exactly so many triangles. Most of many are empty: they count, but cost nothing to draw. */
export async function masterGlb(
  triangles: number,
  texturePx: number,
  extras: BoxGlbOptions['extras'] = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const box = gridBox(Math.min(triangles, 432));
  const indices = new Uint32Array(3 * triangles);
  indices.set(box.indices);
  return boxGlb({ ...box, indices }, { png: await plainPng(texturePx), extras });
}
