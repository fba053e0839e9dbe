import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';

export interface Bounds {
  readonly min: Vector3;
  readonly max: Vector3;
}

/** The eight corners of a box. */
export function corners({ min, max }: Bounds): Vector3[] {
  return Array.from(
    { length: 8 },
    (_, index) =>
      new Vector3(index & 1 ? max.x : min.x, index & 2 ? max.y : min.y, index & 4 ? max.z : min.z),
  );
}

/** Bounding box of points; undefined without any. */
export function boundsOf(points: Iterable<Vector3>): Bounds | undefined {
  const min = new Vector3(Infinity, Infinity, Infinity);
  const max = new Vector3(-Infinity, -Infinity, -Infinity);
  for (const point of points) {
    min.minimizeInPlace(point);
    max.maximizeInPlace(point);
  }
  return min.x <= max.x ? { min, max } : undefined;
}

/**
 * The tight world-space bounding box of the meshes' vertices. Undefined without vertices; not finite when a coordinate is
 * not finite.
 */
export function vertexBounds(meshes: Iterable<AbstractMesh>): Bounds | undefined {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  let sum = 0;
  for (const mesh of meshes) {
    const positions = mesh.getVerticesData('position') ?? [];
    const world = mesh.computeWorldMatrix(true).asArray();
    for (let axis = 0; axis < 3; axis++) {
      // Babylon uses row vectors: column `axis` of the matrix gives that coordinate.
      const x = world[axis]!;
      const y = world[4 + axis]!;
      const z = world[8 + axis]!;
      const offset = world[12 + axis]!;
      let min = low[axis]!;
      let max = high[axis]!;
      for (let at = 0; at + 2 < positions.length; at += 3) {
        const value = positions[at]! * x + positions[at + 1]! * y + positions[at + 2]! * z + offset;
        if (value < min) min = value;
        if (value > max) max = value;
        sum += value;
      }
      low[axis] = min;
      high[axis] = max;
    }
  }
  if (low[0]! > high[0]!) return undefined;
  // The comparisons above ignore NaN, the sum does not.
  const poison = Number.isFinite(sum) ? 0 : Number.NaN;
  return {
    min: new Vector3(low[0]! + poison, low[1]!, low[2]!),
    max: new Vector3(high[0]!, high[1]!, high[2]!),
  };
}

/** Bounding box of a node's descendants, from the meshes' own boxes (cheap, not tight under rotation). */
export function contentBounds(node: TransformNode): Bounds | undefined {
  node.computeWorldMatrix(true);
  const meshes = node.getChildMeshes(false).filter((mesh) => mesh.getTotalVertices() > 0);
  return boundsOf(
    meshes.flatMap((mesh) => {
      mesh.computeWorldMatrix(true);
      return mesh.getBoundingInfo().boundingBox.vectorsWorld;
    }),
  );
}
