import type { Faces } from './faces.ts';

/** A group of faces unwrapped to a plane. */
export interface Chart {
  readonly faces: Uint32Array;
  /** Local point of each corner, three per face. */
  readonly corners: Uint32Array;
  /** Point of `Faces.points` of each local point. */
  readonly points: Uint32Array;
  /** Two numbers per local point, in units of the model's longest edge; u to the right and v up, seen from the front. */
  uvs: Float64Array;
}

/** Numbers the chart's points from 0; `scratch` has one entry per point of `faces` and is all −1 before and after. */
export function makeChart(faces: Faces, list: Uint32Array, scratch: Int32Array): Chart {
  const corners = new Uint32Array(list.length * 3);
  const points = new Uint32Array(list.length * 3);
  let count = 0;
  for (let i = 0; i < corners.length; i++) {
    const point = faces.corners[list[Math.floor(i / 3)]! * 3 + (i % 3)]!;
    let local = scratch[point]!;
    if (local < 0) {
      local = count++;
      scratch[point] = local;
      points[local] = point;
    }
    corners[i] = local;
  }
  for (let local = 0; local < count; local++) scratch[points[local]!] = -1;
  return { faces: list, corners, points: points.slice(0, count), uvs: new Float64Array(count * 2) };
}

/** Signed area of a chart's face in UV, positive when it is seen from the front. */
export function uvArea(chart: Chart, face: number): number {
  const { corners, uvs } = chart;
  const a = corners[face * 3]! * 2;
  const b = corners[face * 3 + 1]! * 2;
  const c = corners[face * 3 + 2]! * 2;
  return (
    ((uvs[b]! - uvs[a]!) * (uvs[c + 1]! - uvs[a + 1]!) - (uvs[c]! - uvs[a]!) * (uvs[b + 1]! - uvs[a + 1]!)) /
    2
  );
}
