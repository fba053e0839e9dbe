import { componentsOf } from '../../mesh/components.ts';
import { faceFrame } from '../../mesh/face-frame.ts';
import { MAX_GAP } from '../sight/pairing.ts';
import { type CastRay, ESCAPED } from '../sight/ray-caster.ts';
import type { VoxelGrid } from '../sight/voxel-grid.ts';
import type { Cap } from './caps.ts';

/** A patch with a wall behind so much of it is an inner shell; less is where one part intersects another. */
const MIN_BACKED = 0.5;
/** So much of a patch has its outer wall close behind it, at distances that differ by no more: then it may be open. */
const PAIRED = { share: 0.7, spread: 2.5 };
/** Triangles of a patch to look at for its wall. */
const PROBES = 512;

/** Connected triangles. */
export interface Patch {
  readonly triangles: readonly number[];
  readonly area: number;
}

/** Connected pieces of the triangles with a mark. */
export function patchesOf(
  positions: Float32Array,
  corners: Uint32Array,
  marks: Uint8Array,
  mark: number,
): Patch[] {
  const found: number[] = [];
  for (let t = 0; t < marks.length; t++) if (marks[t] === mark) found.push(t);
  const own = new Uint32Array(found.length * 3);
  found.forEach((t, i) => {
    own.set(corners.subarray(3 * t, 3 * t + 3), 3 * i);
  });
  const { componentOf, components } = componentsOf(positions, own);
  const patches = components.map(({ area }) => ({ area, triangles: [] as number[] }));
  found.forEach((t, i) => {
    patches[componentOf[i]!]!.triangles.push(t);
  });
  return patches;
}

/** Whether a patch has a wall behind it: a near one, or any when there is no large opening at its border. */
export function isShell(
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
  if (median <= MAX_GAP * cell * Math.max(...size)) {
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
