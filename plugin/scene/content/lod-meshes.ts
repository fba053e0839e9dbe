import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';

const lods = new WeakSet<AbstractMesh>();

/** Marks a mesh as one of our LODs: it is drawn instead of another mesh and does not count as content. */
export function markLod(mesh: AbstractMesh): void {
  lods.add(mesh);
}

export function isLod(mesh: AbstractMesh): boolean {
  return lods.has(mesh);
}
