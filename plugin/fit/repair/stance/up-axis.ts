import { faceArea, faceFrame } from '../../mesh/face-frame.ts';
import type { SurfaceState } from '../surface-state.ts';
import type { Move } from './move.ts';
import { hullArea, usedBox } from './outline.ts';

/** The turn about x that stands the model up. */
export interface UpAxis extends Move {
  readonly degrees: -90 | 90;
  /** Share of the outline, seen along z, that the base covers. */
  readonly baseShare: number;
}

/** How near the end of the model, as a share of its length, and how level a triangle must be to be part of a base. */
const NEAR = 0.01;
const LEVEL = 0.95;
/** A base covers so much of the outline, its flat area so much, and so many times what the model lies on. */
const LEAST_BASE = 0.3;
const LEAST_FLAT = 0.1;
const MORE = 2.5;

/**
 * Guesses whether a model lies with its base along z: it is longest along z, has a flat base at one end, nothing like it at
 * the other, and lies on much less. Cautious: many models with another up axis are not found.
 */
export function findUpAxis(state: SurfaceState): UpAxis | undefined {
  const box = usedBox(state);
  if (box.size[2] < Math.max(box.size[0], box.size[1])) return undefined;
  const [back, front, below] = [
    baseAt(state, box, 2, -1),
    baseAt(state, box, 2, 1),
    baseAt(state, box, 1, -1),
  ];
  const [base, other] = back.flat >= front.flat ? [back, front] : [front, back];
  const isBase =
    base.flat >= LEAST_FLAT &&
    base.hull >= LEAST_BASE &&
    base.hull >= MORE * below.hull &&
    base.flat >= MORE * Math.max(other.flat, below.flat);
  if (!isBase) return undefined;
  const up = base === back ? 1 : -1;
  return {
    degrees: up > 0 ? -90 : 90,
    rotation: [1, 0, 0, 0, 0, up, 0, -up, 0],
    baseShare: base.hull,
  };
}

/** What faces outward at one end of an axis, as shares of the box's side: its flat area, and the hull around it. */
function baseAt(
  { mesh, corners }: SurfaceState,
  { min, max, size }: ReturnType<typeof usedBox>,
  axis: 1 | 2,
  side: -1 | 1,
) {
  const across = axis === 1 ? 2 : 1;
  const end = side < 0 ? min[axis] : max[axis];
  const points: [number, number][] = [];
  const frame = new Float64Array(6);
  let flat = 0;
  for (let t = 0; t < corners.length / 3; t++) {
    if (!faceFrame(mesh.positions, corners, t, frame) || frame[3 + axis]! * side < LEVEL) continue;
    if (Math.abs(frame[axis]! - end) > NEAR * size[axis]) continue;
    flat += faceArea(mesh.positions, corners, t);
    for (let k = 3 * t; k < 3 * t + 3; k++)
      points.push([mesh.positions[corners[k]! * 3]!, mesh.positions[corners[k]! * 3 + across]!]);
  }
  const outline = size[0] * size[across];
  return { flat: flat / outline, hull: hullArea(points) / outline };
}
