import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import { VertexBuffer } from '@babylonjs/core/Buffers/buffer.js';
import { Matrix, Quaternion, Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import type { PhysicsShape } from '@babylonjs/core/Physics/v2/physicsShape.js';
import type { Scene } from '@babylonjs/core/scene.js';
import { ImageTo3DError } from '../core/errors.ts';
import type { FittedCollider } from '../fit/mesh/surface.ts';
import { offLists } from './content/make-mesh.ts';
import { corners } from './place/bounds.ts';
import { contentNodeOf } from './place/content-node.ts';

/** The asset that a collider is for. */
export interface ColliderShapeOptions {
  /** The asset's placement node, on which the body belongs. */
  readonly root: TransformNode;
  /** What is shown below it. */
  readonly container: AssetContainer;
}

/** From the GLB's space to a placement node, including the node's scaling: physics bodies have no scale. */
function toBody({ root, container }: ColliderShapeOptions): Matrix {
  const content = contentNodeOf(container)?.getChildren()[0] as TransformNode | undefined;
  if (!content) return Matrix.Identity();
  const world = content.computeWorldMatrix(true);
  const [rotation, position] = [new Quaternion(), new Vector3()];
  root.computeWorldMatrix(true).decompose(undefined, rotation, position);
  return world.multiply(Matrix.Invert(Matrix.Compose(Vector3.One(), rotation, position)));
}

/** The same without an asset: from glTF's axes to the scene's. */
function toScene(scene: Scene): Matrix {
  return scene.useRightHandedSystem ? Matrix.Identity() : Matrix.Scaling(-1, 1, 1);
}

const at = (point: readonly [number, number, number], matrix: Matrix) =>
  Vector3.TransformCoordinates(Vector3.FromArray([...point]), matrix);

/**
 * Creates a shape for Babylon's physics V2 from the collider of a fit, for a body on the asset's placement node;
 * `asset.createColliderShapeAsync` does this for the shown version. With `asset` the shape has the size and position
 * of what is in the scene, without it those of the file. You dispose it. Throws `unsupported-platform` when the scene has
 * no physics engine V2.
 *
 * @example
 * const collider = asset.versions[0]?.fit?.collider;
 * if (collider) console.log((await createColliderShape(collider, scene)).getBoundingBox());
 */
export async function createColliderShape(
  collider: FittedCollider,
  scene: Scene,
  asset?: ColliderShapeOptions,
): Promise<PhysicsShape> {
  const engine = scene.getPhysicsEngine?.();
  if (engine?.getPluginVersion() !== 2)
    throw new ImageTo3DError(
      'unsupported-platform',
      'The scene has no physics engine V2: call `scene.enablePhysics` with a HavokPlugin first.',
    );
  const matrix = asset ? toBody(asset) : toScene(scene);
  const shapes = await import('@babylonjs/core/Physics/v2/physicsShape.js');
  switch (collider.kind) {
    case 'box': {
      const { min, max } = collider;
      const points = corners({ min: Vector3.FromArray([...min]), max: Vector3.FromArray([...max]) });
      // The content is not rotated within its placement node unless a user did so: a box stays axis-aligned.
      const placed = points.map((point) => Vector3.TransformCoordinates(point, matrix));
      const low = placed.reduce((a, b) => Vector3.Minimize(a, b));
      const high = placed.reduce((a, b) => Vector3.Maximize(a, b));
      const centre = low.add(high).scaleInPlace(0.5);
      return new shapes.PhysicsShapeBox(centre, Quaternion.Identity(), high.subtract(low), scene);
    }
    case 'capsule': {
      const { start, end, radius } = collider;
      const scale = Math.cbrt(Math.abs(matrix.determinant()));
      return new shapes.PhysicsShapeCapsule(at(start, matrix), at(end, matrix), radius * scale, scene);
    }
    case 'hull': {
      const { positions, indices } = collider;
      const placed = new Float32Array(positions.length);
      const point = new Vector3();
      for (let first = 0; first < positions.length; first += 3) {
        Vector3.TransformCoordinatesFromFloatsToRef(
          positions[first]!,
          positions[first + 1]!,
          positions[first + 2]!,
          matrix,
          point,
        );
        point.toArray(placed, first);
      }
      const mesh = offLists(scene, () => {
        const hull = new Mesh('collider', scene);
        hull.setVerticesData(VertexBuffer.PositionKind, placed);
        hull.setIndices(indices);
        return hull;
      });
      try {
        return new shapes.PhysicsShapeConvexHull(mesh, scene);
      } finally {
        mesh.dispose();
      }
    }
  }
}
