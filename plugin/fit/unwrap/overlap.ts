import { type Chart, uvArea } from './chart.ts';
import type { Faces } from './faces.ts';

const MIN_CELLS = 4;
const MAX_CELLS = 1024;

/** Tests one chart at a time on a raster with `cellsPerUnit` cells per unit of UV. */
export interface OverlapTest {
  /** True when a face is flipped, or two faces overlap. */
  isFolded(faces: Faces, chart: Chart): boolean;
}

export function createOverlapTest(cellsPerUnit: number): OverlapTest {
  const covered = new Uint8Array(MAX_CELLS * MAX_CELLS);
  return {
    isFolded(faces, chart) {
      if (chart.faces.length === 1) return false;
      for (let face = 0; face < chart.faces.length; face++)
        if (faces.areas[chart.faces[face]!]! > 0 && !(uvArea(chart, face) > 0)) return true;
      const { uvs, corners } = chart;
      let lowU = Infinity;
      let lowV = Infinity;
      let highU = -Infinity;
      let highV = -Infinity;
      for (let i = 0; i < uvs.length; i += 2) {
        lowU = Math.min(lowU, uvs[i]!);
        highU = Math.max(highU, uvs[i]!);
        lowV = Math.min(lowV, uvs[i + 1]!);
        highV = Math.max(highV, uvs[i + 1]!);
      }
      const extent = Math.max(highU - lowU, highV - lowV);
      if (!(extent > 0)) return false;
      const cells = Math.min(MAX_CELLS, Math.max(MIN_CELLS, Math.ceil(extent * cellsPerUnit)));
      const scale = cells / extent;
      const rows = Math.min(cells, Math.ceil((highV - lowV) * scale) + 1);
      covered.fill(0, 0, rows * cells);
      for (let i = 0; i < corners.length; i += 3) {
        const a = corners[i]! * 2;
        const b = corners[i + 1]! * 2;
        const c = corners[i + 2]! * 2;
        const ax = (uvs[a]! - lowU) * scale;
        const ay = (uvs[a + 1]! - lowV) * scale;
        const bx = (uvs[b]! - lowU) * scale;
        const by = (uvs[b + 1]! - lowV) * scale;
        const cx = (uvs[c]! - lowU) * scale;
        const cy = (uvs[c + 1]! - lowV) * scale;
        if (coverTwice(covered, cells, rows, ax, ay, bx, by, cx, cy)) return true;
      }
      return false;
    },
  };
}

/** Marks the cells whose centres lie strictly inside the counter-clockwise triangle; true when one was marked before. */
function coverTwice(
  covered: Uint8Array,
  cells: number,
  rows: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
): boolean {
  const firstY = Math.max(0, Math.ceil(Math.min(ay, by, cy) - 0.5));
  const lastY = Math.min(rows - 1, Math.floor(Math.max(ay, by, cy) - 0.5));
  for (let y = firstY; y <= lastY; y++) {
    const py = y + 0.5;
    let left = Infinity;
    let right = -Infinity;
    for (let edge = 0; edge < 3; edge++) {
      const px = edge === 0 ? ax : edge === 1 ? bx : cx;
      const pv = edge === 0 ? ay : edge === 1 ? by : cy;
      const qx = edge === 0 ? bx : edge === 1 ? cx : ax;
      const qv = edge === 0 ? by : edge === 1 ? cy : ay;
      if (pv < py === qv < py) continue;
      const x = px + ((qx - px) * (py - pv)) / (qv - pv);
      if (x < left) left = x;
      if (x > right) right = x;
    }
    const lastX = Math.min(cells - 1, Math.floor(right - 0.5 - 1e-6));
    for (let x = Math.max(0, Math.ceil(left - 0.5 + 1e-6)); x <= lastX; x++) {
      if (covered[y * cells + x]) return true;
      covered[y * cells + x] = 1;
    }
  }
  return false;
}
