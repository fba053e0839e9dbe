import type { Faces } from './faces.ts';

const PASSES = 8;

/**
 * Straightens the borders between charts: a face moves to the neighbouring chart with which it shares more of its outline,
 * if its normal is within `maxAngle` of that chart's mean normal. Jagged charts waste space and padding. Returns the charts
 * as connected pieces, numbered from 0.
 */
export function smoothBorders(
  faces: Faces,
  { charts, count }: { charts: Uint32Array; count: number },
  maxAngle: number,
): { charts: Uint32Array; count: number } {
  const { pairs, areas, normals } = faces;
  const axes = new Float64Array(count * 3);
  for (let face = 0; face < faces.count; face++)
    for (let axis = 0; axis < 3; axis++) {
      const at = charts[face]! * 3 + axis;
      axes[at] = axes[at]! + normals[face * 3 + axis]! * areas[face]!;
    }
  for (let chart = 0; chart < count; chart++) {
    const at = chart * 3;
    const length = Math.hypot(axes[at]!, axes[at + 1]!, axes[at + 2]!) || 1;
    for (let axis = 0; axis < 3; axis++) axes[at + axis] = axes[at + axis]! / length;
  }
  const neighbours = new Int32Array(faces.count * 3).fill(-1);
  const shared = new Float64Array(faces.count * 3);
  const link = (face: number, other: number, length: number): void => {
    let at = face * 3;
    while (neighbours[at]! >= 0) at++;
    neighbours[at] = other;
    shared[at] = length;
  };
  for (let pair = 0; pair < pairs.count; pair++) {
    link(pairs.a[pair]!, pairs.b[pair]!, pairs.lengths[pair]!);
    link(pairs.b[pair]!, pairs.a[pair]!, pairs.lengths[pair]!);
  }
  const smooth = charts.slice();
  const minDot = Math.cos(maxAngle);
  for (let pass = 0; pass < PASSES; pass++) {
    let moved = 0;
    for (let face = 0; face < faces.count; face++) {
      const own = smooth[face]!;
      let kept = 0;
      for (let at = face * 3; at < face * 3 + 3; at++)
        if (neighbours[at]! >= 0 && smooth[neighbours[at]!] === own) kept += shared[at]!;
      for (let at = face * 3; at < face * 3 + 3; at++) {
        if (neighbours[at]! < 0) continue;
        const chart = smooth[neighbours[at]!]!;
        if (chart === own) continue;
        let gained = 0;
        for (let other = face * 3; other < face * 3 + 3; other++)
          if (neighbours[other]! >= 0 && smooth[neighbours[other]!] === chart) gained += shared[other]!;
        const dot =
          normals[face * 3]! * axes[chart * 3]! +
          normals[face * 3 + 1]! * axes[chart * 3 + 1]! +
          normals[face * 3 + 2]! * axes[chart * 3 + 2]!;
        if (gained <= kept * 1.001 || dot < minDot) continue;
        smooth[face] = chart;
        moved++;
        break;
      }
    }
    if (moved === 0) break;
  }
  return connectedPieces(smooth, neighbours);
}

function connectedPieces(
  labels: Uint32Array,
  neighbours: Int32Array,
): { charts: Uint32Array; count: number } {
  const charts = new Uint32Array(labels.length);
  const stack = new Uint32Array(labels.length);
  const seen = new Uint8Array(labels.length);
  let count = 0;
  for (let seed = 0; seed < labels.length; seed++) {
    if (seen[seed]) continue;
    let depth = 1;
    stack[0] = seed;
    seen[seed] = 1;
    while (depth > 0) {
      const face = stack[--depth]!;
      charts[face] = count;
      for (let at = face * 3; at < face * 3 + 3; at++) {
        const other = neighbours[at]!;
        if (other < 0 || seen[other] || labels[other] !== labels[seed]) continue;
        seen[other] = 1;
        stack[depth++] = other;
      }
    }
    count++;
  }
  return { charts, count };
}
