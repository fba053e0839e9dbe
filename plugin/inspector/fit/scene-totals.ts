import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import type { Node } from '@babylonjs/core/node.js';
import type { Scene } from '@babylonjs/core/scene.js';

export interface SceneTotals {
  readonly triangles: number;
  readonly drawCalls: number;
}

/** A LOD is never drawn together with its mesh. */
function lodMeshesOf(scene: Scene): ReadonlySet<unknown> {
  return new Set(
    scene.meshes.flatMap((mesh) =>
      'getLODLevels' in mesh && typeof mesh.getLODLevels === 'function'
        ? mesh.getLODLevels().map((level: { mesh: unknown }) => level.mesh)
        : [],
    ),
  );
}

function sourceOf(mesh: AbstractMesh): AbstractMesh {
  return 'sourceMesh' in mesh ? (mesh.sourceMesh as AbstractMesh) : mesh;
}

function trianglesOf(mesh: AbstractMesh): number {
  // Undefined if thin instances are not loaded.
  const instances = 'thinInstanceCount' in mesh ? Number(mesh.thinInstanceCount ?? 0) : 0;
  return (mesh.getTotalIndices() / 3) * Math.max(1, instances);
}

/**
 * Totals of the enabled meshes of a scene, each at its finest level and with all instances: triangles, and one draw
 * call per submesh. Additional passes (shadows, mirrors) are not counted.
 * @param counts - which meshes to count
 */
export function sceneTotals(scene: Scene, counts: (mesh: AbstractMesh) => boolean = () => true): SceneTotals {
  const lods = lodMeshesOf(scene);
  const drawn = scene.meshes.filter(
    (mesh) =>
      mesh.isEnabled() && mesh.isVisible && mesh.getTotalVertices() > 0 && !lods.has(mesh) && counts(mesh),
  );
  const sources = new Set(drawn.map(sourceOf));
  return {
    triangles: drawn.reduce((sum, mesh) => sum + trianglesOf(mesh), 0),
    drawCalls: [...sources].reduce((sum, mesh) => sum + mesh.subMeshes.length, 0),
  };
}

/** The same without the descendants of a node. */
export function sceneTotalsWithout(scene: Scene, root: Node): SceneTotals {
  return sceneTotals(scene, (mesh) => !mesh.isDescendantOf(root));
}
