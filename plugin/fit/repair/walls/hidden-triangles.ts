import { faceArea } from '../../mesh/face-frame.ts';
import { clusterTriangles } from '../sight/clusters.ts';
import { lookBack } from '../sight/look-back.ts';
import { pairingOf } from '../sight/pairing.ts';
import { rayCaster } from '../sight/ray-caster.ts';
import { MAX_DIM, outlookOf, type Sightline } from '../sight/sightlines.ts';
import { voxelGrid } from '../sight/voxel-grid.ts';
import type { SurfaceState } from '../surface-state.ts';
import { capWatcher } from './at-caps.ts';
import { type Cap, capFinder, passes } from './caps.ts';
import { type Bordered, closedIn, openTriangles } from './closing-in.ts';
import { fansOf } from './fans.ts';
import { hide } from './hiding.ts';
import { pokingOut } from './poking.ts';
import { isShell, patchesOf } from './shell-patches.ts';

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
  const outlook = outlookOf(positions, corners, clusters, cast, grid);
  if (outlook.shareOfDim() < MIN_PATCH_AREA / 2) return nothing;
  const { shares, plain, sightlines } = outlook.sight();
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
  const surface = {
    vertices: positions.length / 3,
    corners,
    clusterOf,
    plain,
    areas,
    minArea,
    fans: fansOf(positions.length / 3, corners),
  };
  const lit = new Uint8Array(shares.length);
  const kept = new Uint8Array(corners.length / 3);
  const first = hide(surface, { dim, lit, kept });
  const firstPatches = patchesOf(positions, corners, first, 1);
  if (firstPatches.length === 0) return nothing;
  const capsOf = capFinder(state, cast);
  const pores = capsOf(first).filter(({ isPore }) => isPore);
  const open = seenPast(pores, first);
  for (const { triangles } of firstPatches) {
    const seen = areaOf(triangles.filter((t) => open[clusterOf[t]!]));
    if (seen > MAX_SEEN * areaOf(triangles)) for (const t of triangles) kept[t] = 1;
  }
  const closable = (hidden: Uint8Array) =>
    capsOf(hidden).filter((cap) => cap.isPore || !opensUpwards(cap, sightlines, hidden));
  const borderOf = (dim: Uint8Array): Bordered => {
    const hidden = hide(surface, { dim, lit, kept });
    return { hidden, caps: closable(hidden) };
  };
  const seenAtCaps = capWatcher(positions, corners, clusterOf, cast, grid);
  const isFree = (t: number) => !lit[clusterOf[t]!] && !kept[t];
  const isFaint = (t: number) => shares[clusterOf[t]!]! <= MAX_FAINT && !pairing.isOuter(clusterOf[t]!);
  const close = (from: Uint8Array) =>
    closedIn(
      surface,
      from,
      [(t) => isFree(t) && isFaint(t), (t) => isFree(t) && pairing.isInner(t)],
      (t) => isFree(t) && (isFaint(t) || (pairing.isInner(t) && !pairing.isOuter(clusterOf[t]!))),
      borderOf,
    );
  let inner: Uint8Array = dim;
  let isGrown = false;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (round < 4) inner = close(inner);
    const hidden = hide(surface, { dim: inner, lit, kept });
    const patches = patchesOf(positions, corners, hidden, 1);
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
    const open = openTriangles(surface, { hidden, caps });
    if (open.length > 0 && !isGrown && lit.includes(1)) {
      isGrown = true;
      for (const t of open) lit[clusterOf[t]!] = 1;
      continue;
    }
    const isOpen = new Set(open);
    for (const { triangles } of patches) {
      if (
        !triangles.some((t) => isOpen.has(t)) &&
        isShell(positions, corners, triangles, hidden, caps, cast, grid)
      )
        continue;
      for (const t of triangles) kept[t] = 1;
      isSettled = false;
    }
    if (!isSettled) continue;
    for (const t of pokingOut(positions, corners, surface.fans, hidden, caps, cast, grid)) hidden[t] = 0;
    return { hidden, caps };
  }
  return nothing;
}
