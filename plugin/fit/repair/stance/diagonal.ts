import { faceArea } from '../../mesh/face-frame.ts';
import type { SurfaceState } from '../surface-state.ts';
import { withoutFloorSlab } from './floor-slab.ts';
import { type Move, rotated } from './move.ts';
import { usedBox } from './outline.ts';
import { findUpAxis } from './up-axis.ts';

/** The model is so many times longer than wide (standard deviations of its area), else it has no direction. */
const LONGER = 1.5;
/** Less is a pose, not a diagonal. Degrees. */
const LEAST_DEGREES = 10;
/** Straightened, its rectangle on the ground has at most so much of the area. */
const SMALLER = 0.85;

/** The turn about the up axis that straightens. */
export interface Diagonal extends Move {
  readonly degrees: number;
}

/** Finds a model whose principal axis in the ground plane lies between x and z. */
export function findDiagonal(given: SurfaceState): Diagonal | undefined {
  if (findUpAxis(given)) return undefined;
  const state = withoutFloorSlab(given);
  const { xx, xz, zz } = groundMoments(state);
  const [middle, spread] = [(xx + zz) / 2, Math.hypot((xx - zz) / 2, xz)];
  if (!(middle + spread >= LONGER ** 2 * Math.max(0, middle - spread))) return undefined;
  const axis = Math.atan2(2 * xz, xx - zz) / 2;
  const angle = axis - (Math.PI / 2) * Math.round(axis / (Math.PI / 2));
  const degrees = (angle * 180) / Math.PI;
  if (!(Math.abs(degrees) >= LEAST_DEGREES)) return undefined;
  const { min, max, size } = usedBox(state);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const move: Move = {
    rotation: [cos, 0, sin, 0, 1, 0, -sin, 0, cos],
    about: [(min[0] + max[0]) / 2, 0, (min[2] + max[2]) / 2],
  };
  const [width, , depth] = usedBox(rotated(state, move)).size;
  return width * depth <= SMALLER * size[0] * size[2] ? { ...move, degrees } : undefined;
}

/** Second moments of the area about its centre, x and z. */
function groundMoments({ mesh: { positions }, corners }: SurfaceState) {
  const sum = { area: 0, x: 0, z: 0, xx: 0, xz: 0, zz: 0 };
  const at = (i: number, c: number) => positions[corners[i]! * 3 + c]!;
  for (let i = 0; i < corners.length; i += 3) {
    const area = faceArea(positions, corners, i / 3);
    const x = at(i, 0) + at(i + 1, 0) + at(i + 2, 0);
    const z = at(i, 2) + at(i + 1, 2) + at(i + 2, 2);
    sum.area += area;
    sum.x += (area * x) / 3;
    sum.z += (area * z) / 3;
    // Exact over a triangle, so that few large triangles count as many small ones.
    let [xx, xz, zz] = [x * x, x * z, z * z];
    for (let k = i; k < i + 3; k++) {
      xx += at(k, 0) ** 2;
      xz += at(k, 0) * at(k, 2);
      zz += at(k, 2) ** 2;
    }
    sum.xx += (area * xx) / 12;
    sum.xz += (area * xz) / 12;
    sum.zz += (area * zz) / 12;
  }
  const [x, z] = [sum.x / sum.area, sum.z / sum.area];
  return {
    xx: sum.xx / sum.area - x * x,
    xz: sum.xz / sum.area - x * z,
    zz: sum.zz / sum.area - z * z,
  };
}
