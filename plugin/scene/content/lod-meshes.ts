import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';

const lods = new WeakSet<AbstractMesh>();

/** Marks a mesh as a level of detail of ours: it is drawn in another one's place, and is no content by itself. */
export function markLod(mesh: AbstractMesh): void {
  lods.add(mesh);
}

export function isLod(mesh: AbstractMesh): boolean {
  return lods.has(mesh);
}
