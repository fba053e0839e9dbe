import { boundsOf } from '../write/quantize.ts';

/** Enough that two vertices which follow their bones differently are apart in at least one pose. */
export const POSES = 12;

/** How far a joint is carried by those above it, as a share of the part's extent. */
const SHIFT = 0.3;

/** Joints and weights of a set, four per vertex. */
export interface Influences {
  readonly joints: Float32Array;
  readonly weights: Float32Array;
}

/** A number in −1…1 that depends on its seed alone. */
function scattered(seed: number): number {
  let bits = Math.imul(seed + 1, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 15), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 31 - 1;
}

/**
 * Where each vertex goes when its bones move: one coordinate in each of {@link POSES} made-up poses, as a share of the
 * part's extent. Where a skin is rigid these are linear in space, so simplifying costs nothing; where bones meet they
 * show what a bend would lose. The file's own animations are not used: an app may play others on the same skeleton.
 */
export function posedOffsets(
  positions: Float32Array<ArrayBuffer>,
  sets: readonly Influences[],
): Float32Array {
  const vertices = positions.length / 3;
  const { min, max } = boundsOf([{ positions }]);
  const extent = Math.max(...max.map((value, axis) => value - min[axis]!)) || 1;
  const centres = new Map<number, number[]>();
  const each = (visit: (vertex: number, joint: number, weight: number) => void) => {
    for (const { joints, weights } of sets)
      for (let i = 0; i < weights.length; i++) if (weights[i]! > 0) visit(i >> 2, joints[i]!, weights[i]!);
  };
  each((vertex, joint, weight) => {
    const sum = centres.get(joint) ?? [0, 0, 0, 0];
    for (let axis = 0; axis < 3; axis++) sum[axis]! += weight * positions[3 * vertex + axis]!;
    sum[3]! += weight;
    centres.set(joint, sum);
  });
  // A joint turns about the middle of what it moves, and shifts: affine in the vertex's position.
  const scale = Math.sqrt(3 / POSES) / extent;
  const moves = new Map(
    [...centres].map(([joint, [x, y, z, weight]]) => {
      const rows = new Float64Array(4 * POSES);
      for (let pose = 0; pose < POSES; pose++) {
        const at = 4 * pose;
        const seed = 4 * (POSES * joint + pose);
        for (let axis = 0; axis < 3; axis++) rows[at + axis] = scale * scattered(seed + axis);
        const still = (rows[at]! * x! + rows[at + 1]! * y! + rows[at + 2]! * z!) / weight!;
        rows[at + 3] = SHIFT * scale * extent * scattered(seed + 3) - still;
      }
      return [joint, rows];
    }),
  );
  const offsets = new Float32Array(vertices * POSES);
  each((vertex, joint, weight) => {
    const rows = moves.get(joint)!;
    const [x, y, z] = [positions[3 * vertex]!, positions[3 * vertex + 1]!, positions[3 * vertex + 2]!];
    for (let pose = 0; pose < POSES; pose++) {
      const at = 4 * pose;
      offsets[vertex * POSES + pose]! +=
        weight * (rows[at]! * x + rows[at + 1]! * y + rows[at + 2]! * z + rows[at + 3]!);
    }
  });
  return offsets;
}
