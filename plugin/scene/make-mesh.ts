import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import { VertexBuffer } from '@babylonjs/core/Buffers/buffer.js';
import { Geometry } from '@babylonjs/core/Meshes/geometry.js';
import { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import type { Scene } from '@babylonjs/core/scene.js';
import type { TexturedMesh } from '../fit/surface.ts';

/** Runs code whose nodes and resources stay off the scene's lists. */
export function offLists<T>(scene: Scene, make: () => T): T {
  const before = scene._blockEntityCollection;
  scene._blockEntityCollection = true;
  try {
    return make();
  } finally {
    scene._blockEntityCollection = before;
  }
}

/** A mesh of a container, with exactly the kinds position, normal and uv, as the glTF loader would make it. */
export function createMesh(container: AssetContainer, name: string, data: TexturedMesh): Mesh {
  const { scene } = container;
  return offLists(scene, () => {
    const mesh = new Mesh(name, scene);
    const geometry = new Geometry(name, scene);
    const engine = scene.getEngine();
    const vertices = data.positions.length / 3;
    geometry.setVerticesBuffer(new VertexBuffer(engine, data.normals, VertexBuffer.NormalKind, false));
    geometry.setVerticesBuffer(new VertexBuffer(engine, data.uvs, VertexBuffer.UVKind, false));
    geometry.setVerticesBuffer(
      new VertexBuffer(engine, data.positions, VertexBuffer.PositionKind, false),
      vertices,
    );
    // Two bytes an index where that is enough, as a file of that size has it.
    geometry.setIndices(vertices > 65_535 ? data.indices : new Uint16Array(data.indices), vertices);
    geometry.applyToMesh(mesh);
    mesh._parentContainer = container;
    geometry._parentContainer = container;
    container.meshes.push(mesh);
    container.geometries.push(geometry);
    return mesh;
  });
}
