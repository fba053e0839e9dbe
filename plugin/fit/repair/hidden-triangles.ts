import { componentsOf } from '../mesh/components.ts';
import { faceArea, faceFrame } from '../mesh/face-frame.ts';
import { type Cap, capsOf, passes } from './caps.ts';
import { clusterTriangles } from './sight/clusters.ts';
import { lookBack } from './sight/look-back.ts';
import { type CastRay, ESCAPED, rayCaster } from './sight/ray-caster.ts';
import { shareOfDim, sightOf } from './sight/sightlines.ts';
import { type VoxelGrid, voxelGrid } from './sight/voxel-grid.ts';
import type { SurfaceState } from './surface-state.ts';

/** Smaller patches (share of the total area) are kept: a mistake would cost more than they do. */
const MIN_PATCH_AREA = 5e-3;
/** A patch with a wall behind so much of it is an inner shell; less is where one part intersects another. */
const MIN_BACKED = 0.5;
/** As much of a patch has its outer wall this far behind it, as a share of the longest side: then it may be open. */
const PAIRED = { share: 0.7, maxGap: 0.015, spread: 2.5 };
/** So many rings of clusters are kept at most before an opening must be closed. */
const MAX_RINGS = 16;
/** Tries to find what can be removed without opening anything; then all is kept. */
const MAX_ROUNDS = 12;
/** A hollow that more of is seen is a cavity, as of a cup: it stays whole. */
const MAX_SEEN = 0.8;
/** Triangles of a patch to look at for its wall. */
const PROBES = 512;

/**
 * Triangles of inner shells: not visible from outside on either side, and with a wall behind them; they may be connected to
 * visible ones. Small openings count as closed: they must then be closed.
 */
export interface HiddenTriangles {
  /** 1 for every such triangle. */
  readonly hidden: Uint8Array<ArrayBuffer>;
  readonly caps: readonly Cap[];
}

export function hiddenTriangles(state: SurfaceState): HiddenTriangles {
  const { corners, mesh } = state;
  const { positions } = mesh;
  const hidden = new Uint8Array(corners.length / 3);
  const kept = new Uint8Array(hidden.length);
  if (hidden.length === 0) return { hidden, caps: [] };
  const grid = voxelGrid(positions, corners);
  const cast = rayCaster(positions, corners, grid);
  const clusters = clusterTriangles(positions, corners);
  const { clusterOf } = clusters;
  // Most masters hide nothing: then a seventh of the rays tells.
  if (shareOfDim(positions, corners, clusters, cast, grid) < MIN_PATCH_AREA / 2) return { hidden, caps: [] };
  const { dim, plain, sightlines } = sightOf(positions, corners, clusters, cast, grid);
  const explored = { positions, corners, clusterOf, clusters: dim.length, reach: clusters.size, cast, grid };
  const linesPast = (caps: readonly Cap[]) =>
    sightlines.filter(({ triangle, ray }) => hidden[triangle] && !caps.some((cap) => passes(cap, ray)));
  const mark = () => {
    for (let t = 0; t < hidden.length; t++) hidden[t] = kept[t] ? 0 : dim[clusterOf[t]!]!;
    touched.fill(0);
    for (let i = 0; i < corners.length; i++) if (hidden[Math.floor(i / 3)]) touched[corners[i]!] = 1;
    const isSeen = (t: number) => kept[t] || lit[clusterOf[t]!] || plain[clusterOf[t]!];
    for (const { triangles, area } of piecesOf(positions, corners, hidden, 0)) {
      const isTiny =
        area < minArea &&
        triangles.some((t) => touched[corners[3 * t]!]) &&
        !triangles.some((t) => kept[t] || lit[clusterOf[t]!]);
      if (isTiny || !triangles.some(isSeen)) for (const t of triangles) hidden[t] = 1;
    }
    return piecesOf(positions, corners, hidden, 1).flatMap(({ triangles, area }) => {
      if (area >= minArea) return [triangles];
      for (const t of triangles) hidden[t] = 0;
      return [];
    });
  };
  const keep = (triangles: readonly number[]) => {
    for (const t of triangles) kept[t] = 1;
  };
  let minArea = 0;
  for (let t = 0; t < hidden.length; t++) minArea += MIN_PATCH_AREA * faceArea(positions, corners, t);
  const lit = new Uint8Array(dim.length);
  const touched = new Uint8Array(positions.length / 3);
  const closeIn = () => {
    for (let ring = 0; ring < MAX_RINGS && peel(state, hidden, dim, clusterOf, cast); ring++);
  };
  const cavities = mark();
  if (cavities.length === 0) return { hidden, caps: [] };
  const pores = capsOf(state, hidden, cast).filter(({ isPore }) => isPore);
  const open = lookBack(linesPast(pores), hidden, explored);
  for (const triangles of cavities) {
    const areas = triangles.reduce((sum, t) => sum + faceArea(positions, corners, t), 0);
    const seen = triangles.reduce(
      (sum, t) => sum + (open[clusterOf[t]!] ? faceArea(positions, corners, t) : 0),
      0,
    );
    if (seen > MAX_SEEN * areas) keep(triangles);
  }
  for (let t = 0; t < hidden.length; t++) if (kept[t]) hidden[t] = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    closeIn();
    const patches = mark();
    const caps = capsOf(state, hidden, cast);
    const ends = openCorners(corners, hidden, touched, caps);
    let isSettled = true;
    for (const triangles of patches) {
      const isOpen = triangles.some(
        (t) => ends[corners[3 * t]!] || ends[corners[3 * t + 1]!] || ends[corners[3 * t + 2]!],
      );
      if (!isOpen && isShell(positions, corners, triangles, hidden, caps, cast, grid)) continue;
      isSettled = false;
      keep(triangles);
    }
    if (!isSettled) continue;
    lookBack(linesPast(caps), hidden, explored).forEach((isSeen, cluster) => {
      if (!isSeen || !dim[cluster]) return;
      dim[cluster] = 0;
      lit[cluster] = 1;
      isSettled = false;
    });
    if (isSettled) return { hidden, caps };
    mark();
  }
  return { hidden: hidden.fill(0), caps: [] };
}

/** 1 for every corner between what is hidden and what is not, where no cap closes the gap. */
function openCorners(
  corners: Uint32Array,
  hidden: Uint8Array,
  touched: Uint8Array,
  caps: readonly Cap[],
): Uint8Array {
  touched.fill(0);
  for (let i = 0; i < corners.length; i++) touched[corners[i]!]! |= hidden[(i / 3) | 0] ? 1 : 2;
  for (const cap of caps) for (const corner of cap.corners) touched[corner] = 0;
  return touched.map((sides) => (sides === 3 ? 1 : 0));
}

/** Keeps one more ring of clusters where what is hidden ends at an opening that cannot be closed. */
function peel(
  state: SurfaceState,
  hidden: Uint8Array,
  dim: Uint8Array,
  clusterOf: Uint32Array,
  cast: CastRay,
): boolean {
  const { corners, mesh } = state;
  const touched = new Uint8Array(mesh.positions.length / 3);
  const open = openCorners(corners, hidden, touched, capsOf(state, hidden, cast));
  let isPeeled = false;
  for (let i = 0; i < corners.length; i++) {
    const t = (i / 3) | 0;
    if (!open[corners[i]!] || !hidden[t]) continue;
    dim[clusterOf[t]!] = 0;
    isPeeled = true;
  }
  if (isPeeled) for (let t = 0; t < hidden.length; t++) if (!dim[clusterOf[t]!]) hidden[t] = 0;
  return isPeeled;
}

/** Connected pieces of the triangles with a mark. */
function piecesOf(positions: Float32Array, corners: Uint32Array, marks: Uint8Array, mark: number) {
  const found: number[] = [];
  for (let t = 0; t < marks.length; t++) if (marks[t] === mark) found.push(t);
  const own = new Uint32Array(found.length * 3);
  found.forEach((t, i) => {
    own.set(corners.subarray(3 * t, 3 * t + 3), 3 * i);
  });
  const { componentOf, components } = componentsOf(positions, own);
  const pieces = components.map(({ area }) => ({ area, triangles: [] as number[] }));
  found.forEach((t, i) => {
    pieces[componentOf[i]!]!.triangles.push(t);
  });
  return pieces;
}

/** Whether a patch has a wall behind it: a near one, or any when there is no large opening at its border. */
function isShell(
  positions: Float32Array,
  corners: Uint32Array,
  triangles: readonly number[],
  hidden: Uint8Array,
  caps: readonly Cap[],
  cast: CastRay,
  { cell, size }: VoxelGrid,
): boolean {
  const frame = new Float64Array(6);
  const behind = new Float64Array(6);
  const gaps: number[] = [];
  let probes = 0;
  for (let i = 0; i < triangles.length; i += Math.max(1, Math.floor(triangles.length / PROBES))) {
    const t = triangles[i]!;
    if (!faceFrame(positions, corners, t, frame)) continue;
    probes++;
    const [x, y, z, nx, ny, nz] = frame as unknown as [number, number, number, number, number, number];
    const met = cast(x, y, z, -nx, -ny, -nz, t);
    if (met === ESCAPED || hidden[met] || !faceFrame(positions, corners, met, behind)) continue;
    const facing = behind[3]! * nx + behind[4]! * ny + behind[5]! * nz;
    const gap =
      ((behind[0]! - x) * behind[3]! + (behind[1]! - y) * behind[4]! + (behind[2]! - z) * behind[5]!) /
      facing;
    gaps.push(facing < -0.5 ? -gap : Infinity);
  }
  gaps.sort((a, b) => a - b);
  const median = gaps[Math.floor(gaps.length / 2)] ?? Infinity;
  if (median <= PAIRED.maxGap * cell * Math.max(...size)) {
    const near = gaps.filter((gap) => gap >= median / PAIRED.spread && gap <= median * PAIRED.spread);
    if (near.length >= PAIRED.share * probes) return true;
  }
  return gaps.length >= MIN_BACKED * probes && isClosedIn(corners, triangles, hidden, caps);
}

/** Whether a patch ends nowhere but at caps. */
function isClosedIn(
  corners: Uint32Array,
  triangles: readonly number[],
  hidden: Uint8Array,
  caps: readonly Cap[],
): boolean {
  const own = new Set<number>();
  for (const t of triangles) for (let k = 3 * t; k < 3 * t + 3; k++) own.add(corners[k]!);
  const atCaps = new Set(caps.flatMap((cap) => (cap.isPore ? cap.corners : [])));
  for (let i = 0; i < corners.length; i++)
    if (!hidden[Math.floor(i / 3)] && own.has(corners[i]!) && !atCaps.has(corners[i]!)) return false;
  return true;
}
