import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import { VertexBuffer } from '@babylonjs/core/Buffers/buffer.js';
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import { Geometry } from '@babylonjs/core/Meshes/geometry.js';
import { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import type { Scene } from '@babylonjs/core/scene.js';
import type { TexturedMesh } from '../../fit/mesh/surface.ts';

/** Runs `make` so that the nodes and resources it creates are not added to the scene's lists. */
export function offLists<T>(scene: Scene, make: () => T): T {
  const before = scene._blockEntityCollection;
  scene._blockEntityCollection = true;
  try {
    return make();
  } finally {
    scene._blockEntityCollection = before;
  }
}

/**
 * Creates a mesh of a container with position, uv and, unless it is flat, normal, as the glTF loader would. 16-bit indices where possible,
 * unless `isWide`.
 */
export function createMesh(
  container: AssetContainer,
  name: string,
  data: TexturedMesh,
  { isWide = false }: { readonly isWide?: boolean } = {},
): Mesh {
  const { scene } = container;
  return offLists(scene, () => {
    const mesh = new Mesh(name, scene);
    const geometry = new Geometry(name, scene);
    const engine = scene.getEngine();
    const vertices = data.positions.length / 3;
    if (data.normals.length > 0)
      geometry.setVerticesBuffer(new VertexBuffer(engine, data.normals, VertexBuffer.NormalKind, false));
    geometry.setVerticesBuffer(new VertexBuffer(engine, data.uvs, VertexBuffer.UVKind, false));
    geometry.setVerticesBuffer(
      new VertexBuffer(engine, data.positions, VertexBuffer.PositionKind, false),
      vertices,
    );
    const isNarrow = vertices <= 65_535 && !isWide;
    geometry.setIndices(isNarrow ? new Uint16Array(data.indices) : data.indices, vertices);
    geometry.applyToMesh(mesh);
    mesh._parentContainer = container;
    geometry._parentContainer = container;
    container.meshes.push(mesh);
    container.geometries.push(geometry);
    return mesh;
  });
}

/** Whether a mesh has 32-bit indices: Babylon compiles another shader for those. */
export const hasWideIndices = (mesh: AbstractMesh): boolean =>
  (mesh.getIndices() as { BYTES_PER_ELEMENT?: number } | null)?.BYTES_PER_ELEMENT === 4;
