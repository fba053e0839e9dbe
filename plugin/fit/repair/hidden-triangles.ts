import { faceArea } from '../mesh/face-frame.ts';
import { type Cap, capsOf, passes } from './caps.ts';
import { type Bordered, closedIn, openTriangles } from './closing-in.ts';
import { isShell, type Patch, patchesOf } from './shell-patches.ts';
import { clusterTriangles } from './sight/clusters.ts';
import { lookBack } from './sight/look-back.ts';
import { pairingOf } from './sight/pairing.ts';
import { ESCAPED, rayCaster } from './sight/ray-caster.ts';
import { LIFT, MAX_DIM, rayFrom, type Sightline, shareOfDim, sightOf } from './sight/sightlines.ts';
import { voxelGrid } from './sight/voxel-grid.ts';
import type { SurfaceState } from './surface-state.ts';

/** Smaller patches (share of the total area) are kept: a mistake would cost more than they do. */
const MIN_PATCH_AREA = 5e-3;
/** Tries to find what can be removed without opening anything; then all is kept. */
const MAX_ROUNDS = 24;
/** Share of rays that leave a place to which the border of what is hidden may move, at most. */
const MAX_FAINT = 0.12;
/** A hollow that more of is seen is a cavity, as of a cup: it stays whole. */
const MAX_SEEN = 0.8;

/**
 * Triangles of inner shells: not visible from outside on either side, and with a wall behind them; they may be connected to
 * visible ones. Small openings count as closed: they must then be closed.
 */
export interface HiddenTriangles {
  /** 1 for every such triangle. */
  readonly hidden: Uint8Array<ArrayBuffer>;
  readonly caps: readonly Cap[];
}

/** What is known about the clusters and triangles so far. */
interface Marks {
  /** 1 for every triangle that may be hidden. */
  readonly dim: Uint8Array;
  /** 1 for every cluster that is seen through an opening. */
  readonly lit: Uint8Array;
  /** 1 for every triangle to keep. */
  readonly kept: Uint8Array;
}

/** Mean height of the rays that leave through an opening, from which on one looks into it from above, as into a bottle. */
const UPWARDS = 0.3;

function opensUpwards(cap: Cap, sightlines: readonly Sightline[], hidden: Uint8Array): boolean {
  let [height, rays] = [0, 0];
  for (const { triangle, ray } of sightlines) {
    if (!hidden[triangle] || !passes(cap, ray)) continue;
    height += ray[4] / Math.hypot(ray[3], ray[4], ray[5]);
    rays++;
  }
  return height > UPWARDS * rays;
}

export function hiddenTriangles(state: SurfaceState): HiddenTriangles {
  const { corners, mesh } = state;
  const { positions } = mesh;
  const nothing = { hidden: new Uint8Array(corners.length / 3), caps: [] };
  if (corners.length === 0) return nothing;
  const grid = voxelGrid(positions, corners);
  const cast = rayCaster(positions, corners, grid);
  const clusters = clusterTriangles(positions, corners);
  const { clusterOf } = clusters;
  // Most masters hide nothing: then a seventh of the rays tells.
  if (shareOfDim(positions, corners, clusters, cast, grid) < MIN_PATCH_AREA / 2) return nothing;
  const { shares, plain, sightlines } = sightOf(positions, corners, clusters, cast, grid);
  const pairing = pairingOf(positions, corners, clusters, shares, cast, grid);
  const dark = Uint8Array.from(shares, (share, c) => (share <= MAX_DIM && !pairing.isOuter(c) ? 1 : 0));
  const dim = Uint8Array.from(nothing.hidden, (_, t) => dark[clusterOf[t]!]!);
  const areas = Float64Array.from(nothing.hidden, (_, t) => faceArea(positions, corners, t));
  const areaOf = (triangles: readonly number[]) => triangles.reduce((sum, t) => sum + areas[t]!, 0);
  const minArea = MIN_PATCH_AREA * areas.reduce((sum, area) => sum + area, 0);
  const explored = {
    positions,
    corners,
    clusterOf,
    clusters: shares.length,
    reach: clusters.size,
    cast,
    grid,
  };

  /** Clusters with hidden triangles that are seen past the caps. */
  const seenPast = (caps: readonly Cap[], hidden: Uint8Array) => {
    const isBlocked = (ray: Sightline['ray']) => caps.some((cap) => passes(cap, ray));
    return lookBack(
      sightlines.filter(({ triangle, ray }) => hidden[triangle] && !isBlocked(ray)),
      hidden,
      { ...explored, isBlocked },
    );
  };
  const hide = ({ dim, lit, kept }: Marks): { hidden: Uint8Array<ArrayBuffer>; patches: Patch[] } => {
    const hidden = Uint8Array.from(kept, (mark, t) => (mark || lit[clusterOf[t]!] ? 0 : dim[t]!));
    const touched = new Uint8Array(positions.length / 3);
    for (let i = 0; i < corners.length; i++) if (hidden[(i / 3) | 0]) touched[corners[i]!] = 1;
    const isLit = (t: number) => kept[t] || lit[clusterOf[t]!];
    for (const { triangles, area } of patchesOf(positions, corners, hidden, 0)) {
      const isTiny =
        area < minArea && triangles.some((t) => touched[corners[3 * t]!]) && !triangles.some(isLit);
      if (isTiny || !triangles.some((t) => isLit(t) || plain[clusterOf[t]!]))
        for (const t of triangles) hidden[t] = 1;
    }
    const patches = patchesOf(positions, corners, hidden, 1).filter(({ triangles, area }) => {
      if (area < minArea) for (const t of triangles) hidden[t] = 0;
      return area >= minArea;
    });
    return { hidden, patches };
  };

  const lit = new Uint8Array(shares.length);
  const kept = new Uint8Array(corners.length / 3);
  const first = hide({ dim, lit, kept });
  if (first.patches.length === 0) return nothing;
  const pores = capsOf(state, first.hidden, cast).filter(({ isPore }) => isPore);
  const open = seenPast(pores, first.hidden);
  for (const { triangles } of first.patches) {
    const seen = areaOf(triangles.filter((t) => open[clusterOf[t]!]));
    if (seen > MAX_SEEN * areaOf(triangles)) for (const t of triangles) kept[t] = 1;
  }
  const closable = (hidden: Uint8Array) =>
    capsOf(state, hidden, cast).filter((cap) => cap.isPore || !opensUpwards(cap, sightlines, hidden));
  const borderOf = (dim: Uint8Array): Bordered => {
    const { hidden } = hide({ dim, lit, kept });
    return { hidden, caps: closable(hidden) };
  };
  /** Hidden triangles at the border of caps, but before them. */
  const seenAtCaps = (caps: readonly Cap[], hidden: Uint8Array): number[] => {
    const isAt = new Uint8Array(positions.length / 3);
    for (const cap of caps) for (const corner of cap.corners) isAt[corner] = 1;
    const isNear = new Uint8Array(shares.length);
    for (let i = 0; i < corners.length; i++) if (isAt[corners[i]!]) isNear[clusterOf[(i / 3) | 0]!] = 1;
    const ray = new Float64Array(6);
    const found: number[] = [];
    for (let t = 0; t < hidden.length; t++) {
      if (!hidden[t] || !isNear[clusterOf[t]!]) continue;
      for (let i = 0; i < 16; i++) {
        if (!rayFrom(positions, corners, t, i, 1, LIFT * grid.cell, ray)) break;
        const line = ray as unknown as Sightline['ray'];
        if (cast(line[0], line[1], line[2], line[3], line[4], line[5], t) !== ESCAPED) continue;
        if (caps.some((cap) => passes(cap, line))) continue;
        found.push(t);
        break;
      }
    }
    return found;
  };
  const isFree = (t: number) => !lit[clusterOf[t]!] && !kept[t];
  const isFaint = (t: number) => shares[clusterOf[t]!]! <= MAX_FAINT && !pairing.isOuter(clusterOf[t]!);
  const close = (from: Uint8Array) =>
    closedIn(
      corners,
      clusterOf,
      from,
      [(t) => isFree(t) && isFaint(t), (t) => isFree(t) && pairing.isInner(t)],
      (t) => isFree(t) && (isFaint(t) || (pairing.isInner(t) && !pairing.isOuter(clusterOf[t]!))),
      borderOf,
    );
  let inner: Uint8Array = dim;
  let isGrown = false;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (round < 4) inner = close(inner);
    const { hidden, patches } = hide({ dim: inner, lit, kept });
    if (patches.length === 0) return nothing;
    const caps = closable(hidden);
    const seen = seenPast(caps, hidden);
    let isSettled = true;
    seen.forEach((isSeen, cluster) => {
      if (!isSeen || lit[cluster]) return;
      lit[cluster] = 1;
      isSettled = false;
    });
    const bare = seenAtCaps(caps, hidden);
    for (const t of bare) {
      kept[t] = 1;
      isSettled = false;
    }
    if (!isSettled) continue;
    const open = openTriangles(corners, { hidden, caps });
    if (open.length > 0 && !isGrown && lit.includes(1)) {
      isGrown = true;
      for (const t of open) lit[clusterOf[t]!] = 1;
      continue;
    }
    const isOpen = new Set(openTriangles(corners, { hidden, caps }));
    for (const { triangles } of patches) {
      if (
        !triangles.some((t) => isOpen.has(t)) &&
        isShell(positions, corners, triangles, hidden, caps, cast, grid)
      )
        continue;
      for (const t of triangles) kept[t] = 1;
      isSettled = false;
    }
    if (isSettled) return { hidden, caps };
  }
  return nothing;
}
