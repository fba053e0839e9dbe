import { boxOf } from '../mesh/vectors.ts';

/** Share of a side that may be missing or too much: what moves further than needed is less like the source. */
const SLACK = 4e-4;
/** As a share of the box's longest side: a mesh that ends further short of a side has lost a tip. */
const TIP = 0.01;
const MAX_PASSES = 4;

/**
 * Positions of a simplified mesh with the bounds of its source, within 0.1 % of each side: what sticks out is pressed in.
 * Where the mesh ends a little short of a side, its outermost vertex is moved along the axis; where a tip is lost, the
 * vertex nearest to the tip is moved onto it.
 */
export function keepBounds(simplified: Float32Array, source: Float32Array): Float32Array<ArrayBuffer> {
  const { min, max } = boxOf(source);
  const positions = simplified.slice();
  const tip = TIP * Math.max(max[0] - min[0], max[1] - min[1], max[2] - min[2]);
  /** Vertices that hold a side: they are not moved for another one. */
  const holders = new Set<string>();
  // A vertex that moves may have held a side that is done: then that one is done again.
  for (let pass = 0, isMoved = true; isMoved && pass < MAX_PASSES; pass++) {
    isMoved = false;
    for (let axis = 0; axis < 3; axis++) {
      const slack = SLACK * (max[axis]! - min[axis]!);
      for (let i = axis; i < positions.length; i += 3)
        positions[i] = Math.min(max[axis]! + slack, Math.max(min[axis]! - slack, positions[i]!));
      for (const sign of [-1, 1] as const) {
        const limit = (sign < 0 ? min : max)[axis]!;
        const outermost = outermostVertex(positions, axis, sign);
        const short = sign * (limit - positions[outermost * 3 + axis]!);
        if (short > slack) {
          isMoved = true;
          if (short < tip) {
            const to = positions.slice(outermost * 3, outermost * 3 + 3);
            to[axis] = limit - sign * slack;
            move(positions, outermost, to);
          } else {
            const lost = outermostVertex(source, axis, sign);
            move(positions, nearestVertex(positions, source, lost, holders), source.subarray(lost * 3));
          }
        }
        holders.add(placeOf(positions, outermostVertex(positions, axis, sign)));
      }
    }
  }
  return positions;
}

const placeOf = (positions: Float32Array, vertex: number) =>
  positions.subarray(vertex * 3, vertex * 3 + 3).join();

/** Moves a vertex, and with it those at the same position: else a crack would open. */
function move(positions: Float32Array, vertex: number, to: Float32Array): void {
  const [x, y, z] = positions.slice(vertex * 3, vertex * 3 + 3);
  for (let i = 0; i < positions.length; i += 3)
    if (positions[i] === x && positions[i + 1] === y && positions[i + 2] === z)
      positions.set(to.subarray(0, 3), i);
}

/** The vertex that lies furthest towards a side. */
function outermostVertex(positions: Float32Array, axis: number, sign: 1 | -1): number {
  let outermost = 0;
  for (let i = 0; i < positions.length; i += 3)
    if (sign * positions[i + axis]! > sign * positions[outermost * 3 + axis]!) outermost = i / 3;
  return outermost;
}

function nearestVertex(
  positions: Float32Array,
  source: Float32Array,
  of: number,
  excluded: ReadonlySet<string>,
): number {
  let nearest = 0;
  let least = Infinity;
  for (let i = 0; i < positions.length; i += 3) {
    const distance =
      (positions[i]! - source[of * 3]!) ** 2 +
      (positions[i + 1]! - source[of * 3 + 1]!) ** 2 +
      (positions[i + 2]! - source[of * 3 + 2]!) ** 2;
    if (distance >= least || excluded.has(placeOf(positions, i / 3))) continue;
    least = distance;
    nearest = i / 3;
  }
  return nearest;
}
