import type { Chart } from './chart.ts';
import type { Faces } from './faces.ts';

/** Projects the chart along its mean normal. */
export function projectChart(faces: Faces, chart: Chart): void {
  let nx = 0;
  let ny = 0;
  let nz = 0;
  for (const face of chart.faces) {
    const area = faces.areas[face]!;
    nx += faces.normals[face * 3]! * area;
    ny += faces.normals[face * 3 + 1]! * area;
    nz += faces.normals[face * 3 + 2]! * area;
  }
  const length = Math.hypot(nx, ny, nz);
  if (length > 0) {
    nx /= length;
    ny /= length;
    nz /= length;
  } else nz = 1;
  // t = up × n, b = n × t, with up = +Y unless n is near it.
  const upright = Math.abs(ny) < 0.9;
  let tx = upright ? nz : 0;
  let ty = upright ? 0 : -nz;
  let tz = upright ? -nx : ny;
  const size = Math.hypot(tx, ty, tz);
  tx /= size;
  ty /= size;
  tz /= size;
  const bx = ny * tz - nz * ty;
  const by = nz * tx - nx * tz;
  const bz = nx * ty - ny * tx;
  for (let local = 0; local < chart.points.length; local++) {
    const at = chart.points[local]! * 3;
    const x = faces.points[at]!;
    const y = faces.points[at + 1]!;
    const z = faces.points[at + 2]!;
    chart.uvs[local * 2] = x * tx + y * ty + z * tz;
    chart.uvs[local * 2 + 1] = x * bx + y * by + z * bz;
  }
}
