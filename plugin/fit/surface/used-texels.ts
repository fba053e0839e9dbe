import type { RasterImage } from '../../recipe/image.ts';
import type { TexturedMesh } from '../mesh/surface.ts';

/**
 * 1 for every texel whose centre lies in a triangle, and for the one in the middle of each triangle. Texture coordinates
 * wrap around.
 */
export function usedTexels(
  { uvs, indices }: TexturedMesh,
  { widthPx, heightPx }: RasterImage,
): Uint8Array<ArrayBuffer> {
  const used = new Uint8Array(widthPx * heightPx);
  const wrap = (at: number, size: number) => ((at % size) + size) % size;
  const mark = (row: number, first: number, last: number) => {
    const start = row * widthPx;
    const from = wrap(first, widthPx);
    const length = Math.min(widthPx, last - first + 1);
    for (let column = from; column < from + length; column++)
      used[start + (column < widthPx ? column : column - widthPx)] = 1;
  };
  const x = new Float64Array(3);
  const y = new Float64Array(3);
  for (let i = 0; i < indices.length; i += 3) {
    for (let k = 0; k < 3; k++) {
      x[k] = uvs[2 * indices[i + k]!]! * widthPx;
      y[k] = uvs[2 * indices[i + k]! + 1]! * heightPx;
    }
    const middle = Math.floor((x[0]! + x[1]! + x[2]!) / 3);
    mark(wrap(Math.floor((y[0]! + y[1]! + y[2]!) / 3), heightPx), middle, middle);
    const firstRow = Math.ceil(Math.min(y[0]!, y[1]!, y[2]!) - 0.5);
    const end = Math.floor(Math.max(y[0]!, y[1]!, y[2]!) - 0.5);
    const lastRow = Math.min(end, firstRow + heightPx - 1);
    for (let row = firstRow; row <= lastRow; row++) {
      let left = Infinity;
      let right = -Infinity;
      for (let k = 0; k < 3; k++) {
        const next = k === 2 ? 0 : k + 1;
        const share = (row + 0.5 - y[k]!) / (y[next]! - y[k]!);
        if (!(share >= 0 && share <= 1)) continue;
        const at = x[k]! + share * (x[next]! - x[k]!);
        if (at < left) left = at;
        if (at > right) right = at;
      }
      const first = Math.ceil(left - 0.5);
      const last = Math.floor(right - 0.5);
      if (first <= last) mark(wrap(row, heightPx), first, last);
    }
  }
  return used;
}
