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
    used.fill(1, start + from, start + Math.min(widthPx, from + length));
    used.fill(1, start, start + Math.max(0, from + length - widthPx));
  };
  for (let i = 0; i < indices.length; i += 3) {
    const x = [0, 1, 2].map((k) => uvs[2 * indices[i + k]!]! * widthPx);
    const y = [0, 1, 2].map((k) => uvs[2 * indices[i + k]! + 1]! * heightPx);
    const middle = Math.floor((x[0]! + x[1]! + x[2]!) / 3);
    mark(wrap(Math.floor((y[0]! + y[1]! + y[2]!) / 3), heightPx), middle, middle);
    const firstRow = Math.ceil(Math.min(...y) - 0.5);
    const lastRow = Math.min(Math.floor(Math.max(...y) - 0.5), firstRow + heightPx - 1);
    for (let row = firstRow; row <= lastRow; row++) {
      let left = Infinity;
      let right = -Infinity;
      for (let k = 0; k < 3; k++) {
        const [x0, y0, x1, y1] = [x[k]!, y[k]!, x[(k + 1) % 3]!, y[(k + 1) % 3]!];
        const share = (row + 0.5 - y0) / (y1 - y0);
        if (!(share >= 0 && share <= 1)) continue;
        left = Math.min(left, x0 + share * (x1 - x0));
        right = Math.max(right, x0 + share * (x1 - x0));
      }
      const [first, last] = [Math.ceil(left - 0.5), Math.floor(right - 0.5)];
      if (first <= last) mark(wrap(row, heightPx), first, last);
    }
  }
  return used;
}
