import { boxOf, type Vector } from '../mesh/vectors.ts';

/**
 * Positions of a simplified mesh with the bounds of its source: what sticks out is pressed into the box; where the mesh
 * ends short of a side, the vertex nearest to the source's outermost vertex is moved onto it.
 */
export function keepBounds(simplified: Float32Array, source: Float32Array): Float32Array<ArrayBuffer> {
  const { min, max } = boxOf(source);
  const positions = new Float32Array(simplified.length);
  for (let i = 0; i < positions.length; i++) {
    const axis = i % 3;
    positions[i] = Math.min(max[axis]!, Math.max(min[axis]!, simplified[i]!));
  }
  for (let axis = 0; axis < 3; axis++)
    for (const limit of [min, max]) {
      if (reaches(positions, axis, limit)) continue;
      const outermost = vertexAt(source, axis, limit);
      move(positions, nearestVertex(positions, source, outermost), source.subarray(outermost * 3));
    }
  return positions;
}

/** Moves a vertex, and with it those at the same position: else a crack would open. */
function move(positions: Float32Array, vertex: number, to: Float32Array): void {
  const [x, y, z] = positions.slice(vertex * 3, vertex * 3 + 3);
  for (let i = 0; i < positions.length; i += 3)
    if (positions[i] === x && positions[i + 1] === y && positions[i + 2] === z)
      positions.set(to.subarray(0, 3), i);
}

function reaches(positions: Float32Array, axis: number, limit: Vector): boolean {
  for (let i = axis; i < positions.length; i += 3) if (positions[i] === limit[axis]) return true;
  return false;
}

function vertexAt(source: Float32Array, axis: number, limit: Vector): number {
  for (let i = axis; i < source.length; i += 3) if (source[i] === limit[axis]) return (i - axis) / 3;
  return 0;
}

function nearestVertex(positions: Float32Array, source: Float32Array, of: number): number {
  let nearest = 0;
  let least = Infinity;
  for (let i = 0; i < positions.length; i += 3) {
    const distance =
      (positions[i]! - source[of * 3]!) ** 2 +
      (positions[i + 1]! - source[of * 3 + 1]!) ** 2 +
      (positions[i + 2]! - source[of * 3 + 2]!) ** 2;
    if (distance >= least) continue;
    least = distance;
    nearest = i / 3;
  }
  return nearest;
}
