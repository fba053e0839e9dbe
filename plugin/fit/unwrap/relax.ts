import type { Chart } from './chart.ts';
import type { Faces } from './faces.ts';

// Stable in combination: a damped step's eigenvalues lie above −0.3, where momentum m needs them above −1 / (1 + 2m).
const MOMENTUM = 0.85;
const DAMPING = 0.65;
const MIN_WEIGHT = 0.05;
const MAX_WEIGHT = 10;

/**
 * Moves a flat chart's points so that its faces keep their shapes and sizes as well as they can (as-rigid-as-possible,
 * Liu et al. 2008: a rotation per face, then points that match the rotations), by damped Jacobi steps with momentum.
 * Returns new coordinates; the caller must test them for folds.
 */
export function relaxChart(faces: Faces, chart: Chart, steps: number): Float64Array {
  const { corners } = chart;
  const { edges, weights, sums } = restEdges(faces, chart);
  let uvs = chart.uvs.slice();
  const previous = uvs.slice();
  let moved = new Float64Array(uvs.length);
  for (let step = 0; step < steps; step++) {
    // The points moved by momentum; `previous` is free afterwards.
    for (let i = 0; i < uvs.length; i++) {
      const value = uvs[i]!;
      uvs[i] = value + (step === 0 ? 0 : MOMENTUM) * (value - previous[i]!);
      previous[i] = value;
    }
    moved.fill(0);
    for (let corner = 0; corner < corners.length; corner += 3)
      turnAndPull(uvs, moved, corners, corner, edges, weights);
    for (let local = 0; local < sums.length; local++) {
      const sum = sums[local]!;
      if (!(sum > 0)) {
        moved[local * 2] = uvs[local * 2]!;
        moved[local * 2 + 1] = uvs[local * 2 + 1]!;
        continue;
      }
      for (let i = local * 2; i < local * 2 + 2; i++)
        moved[i] = uvs[i]! + DAMPING * (moved[i]! / sum - uvs[i]!);
    }
    const free = uvs;
    uvs = moved;
    moved = free;
  }
  return uvs;
}

/** Edges of every face, each flattened by itself (x and y of a→b, b→c, c→a), their cotangent weights, and each point's sum of them. */
function restEdges(faces: Faces, chart: Chart) {
  const { corners, points } = chart;
  const edges = new Float64Array(corners.length * 2);
  const weights = new Float64Array(corners.length);
  const sums = new Float64Array(points.length);
  const p = faces.points;
  for (let corner = 0; corner < corners.length; corner += 3) {
    const a = points[corners[corner]!]! * 3;
    const b = points[corners[corner + 1]!]! * 3;
    const c = points[corners[corner + 2]!]! * 3;
    const ux = p[b]! - p[a]!;
    const uy = p[b + 1]! - p[a + 1]!;
    const uz = p[b + 2]! - p[a + 2]!;
    const vx = p[c]! - p[a]!;
    const vy = p[c + 1]! - p[a + 1]!;
    const vz = p[c + 2]! - p[a + 2]!;
    const base = Math.hypot(ux, uy, uz);
    const double = 2 * faces.areas[chart.faces[corner / 3]!]!;
    if (!(base > 0) || !(double > 0)) continue;
    const cx = (ux * vx + uy * vy + uz * vz) / base;
    const cy = double / base;
    edges[corner * 2] = base;
    edges[corner * 2 + 2] = cx - base;
    edges[corner * 2 + 3] = cy;
    edges[corner * 2 + 4] = -cx;
    edges[corner * 2 + 5] = -cy;
    for (let k = 0; k < 3; k++) {
      // Cotangent of the angle opposite to edge k, between the other two.
      const e = corner * 2 + ((k + 1) % 3) * 2;
      const f = corner * 2 + ((k + 2) % 3) * 2;
      const dot = -(edges[e]! * edges[f]! + edges[e + 1]! * edges[f + 1]!);
      const weight = Math.min(MAX_WEIGHT, Math.max(MIN_WEIGHT, dot / double));
      weights[corner + k] = weight;
      const from = corners[corner + k]!;
      const to = corners[corner + ((k + 1) % 3)]!;
      sums[from] = sums[from]! + weight;
      sums[to] = sums[to]! + weight;
    }
  }
  return { edges, weights, sums };
}

/** Finds the rotation that fits a face best and adds the positions that its rotated edges give its points. */
function turnAndPull(
  uvs: Float64Array,
  pulled: Float64Array,
  corners: Uint32Array,
  corner: number,
  edges: Float64Array,
  weights: Float64Array,
): void {
  let cos = 0;
  let sin = 0;
  for (let k = 0; k < 3; k++) {
    const from = corners[corner + k]! * 2;
    const to = corners[corner + (k === 2 ? 0 : k + 1)]! * 2;
    const dx = uvs[to]! - uvs[from]!;
    const dy = uvs[to + 1]! - uvs[from + 1]!;
    const ex = edges[(corner + k) * 2]!;
    const ey = edges[(corner + k) * 2 + 1]!;
    const weight = weights[corner + k]!;
    cos += weight * (ex * dx + ey * dy);
    sin += weight * (ex * dy - ey * dx);
  }
  const length = Math.sqrt(cos * cos + sin * sin);
  if (!(length > 0)) {
    cos = 1;
    sin = 0;
  } else {
    cos /= length;
    sin /= length;
  }
  for (let k = 0; k < 3; k++) {
    const from = corners[corner + k]! * 2;
    const to = corners[corner + (k === 2 ? 0 : k + 1)]! * 2;
    const ex = edges[(corner + k) * 2]!;
    const ey = edges[(corner + k) * 2 + 1]!;
    const weight = weights[corner + k]!;
    const dx = cos * ex - sin * ey;
    const dy = sin * ex + cos * ey;
    pulled[to] = pulled[to]! + weight * (uvs[from]! + dx);
    pulled[to + 1] = pulled[to + 1]! + weight * (uvs[from + 1]! + dy);
    pulled[from] = pulled[from]! + weight * (uvs[to]! - dx);
    pulled[from + 1] = pulled[from + 1]! + weight * (uvs[to + 1]! - dy);
  }
}
