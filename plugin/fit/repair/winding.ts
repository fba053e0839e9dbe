import { neighboursOf, nextCorner } from '../mesh/neighbours.ts';
import { enclosedComponents } from './enclosed.ts';
import { countMarks, type SurfaceState, stateOf } from './surface-state.ts';

/** An open patch's volume shows which side is outside only if its border is shorter than this, times √area. */
const MAX_OPEN_BORDER = 0.25;
/** 36 π volume² / area³, which is 1 for a sphere; below this the sign of the volume is meaningless. */
const MIN_ROUNDNESS = 1e-6;

const isInward = ({ volume, area }: { readonly volume: number; readonly area: number }) =>
  volume < 0 && 36 * Math.PI * volume ** 2 > MIN_ROUNDNESS * area ** 3;

/**
 * Triangles whose winding is wrong: back faces to the outside, or opposite to their neighbours. First each patch gets a
 * consistent winding; then a patch that is closed except for small holes and has a negative volume is flipped as a whole,
 * unless it is inside another component: there it bounds a cavity.
 *
 * @returns 1 for every triangle to flip.
 */
export function flippedTriangles(state: SurfaceState): Uint8Array<ArrayBuffer> {
  const { corners, components } = state;
  const flips = new Uint8Array(corners.length / 3);
  if (components.components.every(({ isClosed }) => isClosed)) {
    if (!components.components.some(isInward)) return flips;
    const inside = insidePieces(state);
    const isTurned = components.components.map((component, i) => isInward(component) && !inside[i]);
    for (let t = 0; t < flips.length; t++) if (isTurned[components.componentOf[t]!]) flips[t] = 1;
    return flips;
  }
  const patches = orientConsistently(state, flips);
  const unified = countMarks(flips) > 0 ? flipTriangles(state, flips) : state;
  const inside = insidePieces(unified);
  const turn = patches.sums.map((sums, patch) => {
    const isClosed = sums.border <= MAX_OPEN_BORDER * Math.sqrt(sums.area);
    return isClosed && isInward(sums) && !inside[components.componentOf[patches.firsts[patch]!]!];
  });
  for (let t = 0; t < flips.length; t++) if (turn[patches.patchOf[t]!]) flips[t] = flips[t] ? 0 : 1;
  return flips;
}

/** 1 for every component that faces inward and bounds a cavity of another one, which may have holes. */
function insidePieces({ mesh, corners, components, sealed }: SurfaceState): Uint8Array {
  const isAsked = (i: number) => !sealed[i] && isInward(components.components[i]!);
  const around = enclosedComponents(mesh.positions, corners, components, 'around', isAsked);
  return around.map((inside, i) => inside | sealed[i]!);
}

/** Flips the marked triangles; vertices whose normals would then be wrong are duplicated. */
export function flipTriangles({ mesh, corners }: SurfaceState, marks: Uint8Array): SurfaceState {
  const indices = mesh.indices.slice();
  const newCorners = corners.slice();
  const copyOf = new Map<number, number>();
  const vertices = mesh.positions.length / 3;
  for (let t = 0; t < marks.length; t++) {
    if (!marks[t]) continue;
    for (const list of [indices, newCorners]) {
      const second = list[3 * t + 1]!;
      list[3 * t + 1] = list[3 * t + 2]!;
      list[3 * t + 2] = second;
    }
    const face = faceVector(mesh.positions, newCorners, t);
    for (let k = 3 * t; k < 3 * t + 3; k++) {
      const v = indices[k]!;
      const [x, y, z] = [mesh.normals[3 * v]!, mesh.normals[3 * v + 1]!, mesh.normals[3 * v + 2]!];
      if (x * face[0] + y * face[1] + z * face[2] >= 0) continue;
      const copy = copyOf.get(v) ?? vertices + copyOf.size;
      copyOf.set(v, copy);
      indices[k] = copy;
    }
  }
  if (copyOf.size === 0) return stateOf({ ...mesh, indices }, newCorners);
  const grown = {
    positions: grow(mesh.positions, 3, copyOf, 1),
    normals: grow(mesh.normals, 3, copyOf, -1),
    uvs: grow(mesh.uvs, 2, copyOf, 1),
    indices,
  };
  return stateOf(grown, newCorners);
}

function grow(values: Float32Array, width: number, copyOf: ReadonlyMap<number, number>, sign: 1 | -1) {
  const grown = new Float32Array(values.length + copyOf.size * width);
  grown.set(values);
  for (const [from, to] of copyOf)
    for (let c = 0; c < width; c++) grown[to * width + c] = sign * values[from * width + c]!;
  return grown;
}

function faceVector(positions: Float32Array, corners: Uint32Array, t: number): [number, number, number] {
  const [a, b, c] = [corners[3 * t]! * 3, corners[3 * t + 1]! * 3, corners[3 * t + 2]! * 3];
  const u = [0, 1, 2].map((k) => positions[b + k]! - positions[a + k]!) as [number, number, number];
  const v = [0, 1, 2].map((k) => positions[c + k]! - positions[a + k]!) as [number, number, number];
  return [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
}

interface PatchSums {
  area: number;
  /** Relative to a point of the patch, after the winding was made consistent. */
  volume: number;
  /** Length of the edges without a neighbour. */
  border: number;
}

/**
 * Marks in `flips` the triangles wound opposite to the majority of their patch. Patches are connected by manifold
 * edges.
 */
function orientConsistently({ mesh, corners }: SurfaceState, flips: Uint8Array) {
  const { positions } = mesh;
  const across = neighboursOf(positions.length / 3, corners);
  const patchOf = new Int32Array(flips.length).fill(-1);
  const queue = new Uint32Array(flips.length);
  const firsts: number[] = [];
  const sums: PatchSums[] = [];
  for (let start = 0; start < flips.length; start++) {
    if (patchOf[start]! >= 0) continue;
    const patch = firsts.length;
    firsts.push(start);
    patchOf[start] = patch;
    queue[0] = start;
    let end = 1;
    for (let i = 0; i < end; i++) {
      const t = queue[i]!;
      for (let edge = 3 * t; edge < 3 * t + 3; edge++) {
        const other = across[edge]!;
        if (other < 0) continue;
        const next = Math.floor(other / 3);
        if (patchOf[next]! >= 0) continue;
        patchOf[next] = patch;
        // Consistently wound neighbours use their shared edge in opposite directions.
        const isAlike = corners[other] === corners[nextCorner(edge)];
        flips[next] = isAlike ? flips[t]! : 1 - flips[t]!;
        queue[end++] = next;
      }
    }
    sums.push(settlePatch(positions, corners, across, flips, queue.subarray(0, end)));
  }
  return { patchOf, firsts, sums };
}

/** Sums up a patch; inverts its marks when the majority was marked. */
function settlePatch(
  positions: Float32Array,
  corners: Uint32Array,
  across: Int32Array,
  flips: Uint8Array,
  triangles: Uint32Array,
): PatchSums {
  const origin = corners[3 * triangles[0]!]! * 3;
  const sums = { area: 0, volume: 0, border: 0 };
  let flippedArea = 0;
  for (const t of triangles) {
    const face = faceVector(positions, corners, t);
    const area = Math.hypot(...face) / 2;
    const a = corners[3 * t]! * 3;
    const height = [0, 1, 2].reduce(
      (sum, k) => sum + (positions[a + k]! - positions[origin + k]!) * face[k]!,
      0,
    );
    sums.area += area;
    sums.volume += ((flips[t] ? -1 : 1) * height) / 6;
    if (flips[t]) flippedArea += area;
    for (let edge = 3 * t; edge < 3 * t + 3; edge++)
      if (across[edge]! < 0) sums.border += edgeLength(positions, corners[edge]!, corners[nextCorner(edge)]!);
  }
  if (flippedArea * 2 > sums.area) {
    for (const t of triangles) flips[t] = 1 - flips[t]!;
    sums.volume = -sums.volume;
  }
  return sums;
}

function edgeLength(positions: Float32Array, a: number, b: number): number {
  return Math.hypot(
    positions[3 * a]! - positions[3 * b]!,
    positions[3 * a + 1]! - positions[3 * b + 1]!,
    positions[3 * a + 2]! - positions[3 * b + 2]!,
  );
}
