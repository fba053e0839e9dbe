import { type Cones, EMPTY_CONE, joinCones, joinedAngle } from './cone.ts';
import type { Faces, Pairs } from './faces.ts';

/** Weight of perimeter² / area relative to the cone's angle in radians: rounder charts waste less padding. */
const COMPACTNESS = 0.04;
const MAX_ROUNDS = 200;

/**
 * Merges the listed faces bottom-up into charts whose normals stay within a cone of half-angle `maxAngle` (radians). In
 * every round two charts merge when each is the other's cheapest neighbour. Returns a chart number per face, from 0.
 */
export function clusterFaces(
  faces: Faces,
  list: Uint32Array,
  pairs: Pairs,
  maxAngle: number,
): { charts: Uint32Array; count: number } {
  const total = list.length;
  const cones: Cones = { axes: new Float64Array(total * 3), angles: new Float64Array(total) };
  const areas = new Float64Array(total);
  const perimeters = new Float64Array(total);
  for (let i = 0; i < total; i++) {
    const face = list[i]!;
    cones.axes.set(faces.normals.subarray(face * 3, face * 3 + 3), i * 3);
    if (faces.areas[face] === 0) cones.angles[i] = EMPTY_CONE;
    areas[i] = faces.areas[face]!;
    perimeters[i] = faces.perimeters[face]!;
  }
  let edges = pairs;
  const owners = new Uint32Array(total).map((_, i) => i);
  const bestCosts = new Float64Array(total);
  const bestEdges = new Int32Array(total);
  const costs = new Float64Array(pairs.count);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    bestCosts.fill(Infinity);
    for (let edge = 0; edge < edges.count; edge++) {
      const a = edges.a[edge]!;
      const b = edges.b[edge]!;
      const angle = joinedAngle(cones, a, b);
      const area = areas[a]! + areas[b]!;
      const perimeter = perimeters[a]! + perimeters[b]! - 2 * edges.lengths[edge]!;
      // A sliver's ratio can be extreme: it must not prevent the sliver from being merged.
      const shape = area > 0 ? Math.min(1000, (perimeter * perimeter) / area) : 0;
      const cost = angle > maxAngle ? Infinity : angle + COMPACTNESS * shape;
      costs[edge] = cost;
      if (cost < bestCosts[a]!) {
        bestCosts[a] = cost;
        bestEdges[a] = edge;
      }
      if (cost < bestCosts[b]!) {
        bestCosts[b] = cost;
        bestEdges[b] = edge;
      }
    }
    let merged = 0;
    for (let edge = 0; edge < edges.count; edge++) {
      const a = edges.a[edge]!;
      const b = edges.b[edge]!;
      if (costs[edge] === Infinity || bestEdges[a] !== edge || bestEdges[b] !== edge) continue;
      joinCones(cones, a, b);
      areas[a] = areas[a]! + areas[b]!;
      perimeters[a] = perimeters[a]! + perimeters[b]! - 2 * edges.lengths[edge]!;
      owners[b] = a;
      merged++;
    }
    if (merged === 0) break;
    edges = joinEdges(edges, owners);
  }
  return numberCharts(owners);
}

/** Edges between the merged charts; edges between the same two charts become one. */
function joinEdges(edges: Pairs, owners: Uint32Array): Pairs {
  const heads = new Int32Array(owners.length).fill(-1);
  const next = new Int32Array(edges.count);
  const highs = new Uint32Array(edges.count);
  const lowest = new Uint32Array(edges.count);
  let lowCount = 0;
  for (let edge = 0; edge < edges.count; edge++) {
    // Only charts of this round have moved, and each by one step.
    const p = owners[edges.a[edge]!]!;
    const q = owners[edges.b[edge]!]!;
    if (p === q) continue;
    const low = Math.min(p, q);
    highs[edge] = Math.max(p, q);
    if (heads[low]! < 0) lowest[lowCount++] = low;
    next[edge] = heads[low]!;
    heads[low] = edge;
  }
  const a = new Uint32Array(edges.count);
  const b = new Uint32Array(edges.count);
  const lengths = new Float64Array(edges.count);
  const seen = new Int32Array(owners.length).fill(-1);
  let count = 0;
  for (let i = 0; i < lowCount; i++) {
    const low = lowest[i]!;
    const first = count;
    for (let edge = heads[low]!; edge >= 0; edge = next[edge]!) {
      const high = highs[edge]!;
      let to = seen[high]!;
      if (to < first) {
        to = count++;
        seen[high] = to;
        a[to] = low;
        b[to] = high;
      }
      lengths[to] = lengths[to]! + edges.lengths[edge]!;
    }
  }
  return { count, a, b, lengths };
}

function numberCharts(owners: Uint32Array): { charts: Uint32Array; count: number } {
  const numbers = new Int32Array(owners.length).fill(-1);
  const charts = new Uint32Array(owners.length);
  let count = 0;
  for (let i = 0; i < owners.length; i++) {
    let root = i;
    while (owners[root] !== root) root = owners[root]!;
    if (numbers[root]! < 0) numbers[root] = count++;
    charts[i] = numbers[root]!;
  }
  return { charts, count };
}
