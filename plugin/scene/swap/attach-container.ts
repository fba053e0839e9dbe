import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import type { Scene } from '@babylonjs/core/scene.js';
import { contentNodeOf } from '../place/content-node.ts';

// AssetContainer warns about parents outside of it, so the content node has no parent while the container is added or
// removed.

/** Adds a container to the scene, as a child of the placement node. */
export function attachContainer(container: AssetContainer, placement: TransformNode): void {
  container.addAllToScene();
  const node = contentNodeOf(container);
  if (node) node.parent = placement;
}

/** Removes a container from the scene without disposing it. */
export function detachContainer(container: AssetContainer): void {
  const node = contentNodeOf(container);
  if (node) node.parent = null;
  container.removeAllFromScene();
}

const KINDS = ['meshes', 'transformNodes', 'materials', 'textures', 'geometries', 'skeletons'] as const;

function entities(source: AssetContainer | Scene): Set<unknown> {
  return new Set(KINDS.flatMap((kind): unknown[] => source[kind]));
}

/** Calls `step` until `isDone`: an observer of the app that throws must not stop an undo half-way. */
function retryUntil(step: () => void, isDone: () => boolean, attempts: number): void {
  for (let left = attempts; left > 0 && !isDone(); left--) {
    try {
      step();
    } catch {
      // The error that caused the undo is reported instead.
    }
  }
}

/** {@link attachContainer} from any partial state. */
export function repairAttached(container: AssetContainer, placement: TransformNode): void {
  const all = entities(container);
  const missing = () => {
    const present = entities(container.scene);
    return new Set([...all].filter((entity) => !present.has(entity)));
  };
  const isComplete = () => missing().size === 0;
  if (missing().size === all.size) retryUntil(() => container.addAllToScene(), isComplete, 1);
  const addMissing = () => {
    const left = missing();
    container.addToScene((entity) => left.has(entity));
  };
  retryUntil(addMissing, isComplete, all.size);
  const node = contentNodeOf(container);
  if (node) node.parent = placement;
}

/** {@link detachContainer} from any partial state. */
export function repairDetached(container: AssetContainer): void {
  const all = entities(container);
  const present = () => new Set([...entities(container.scene)].filter((entity) => all.has(entity)));
  const isGone = () => present().size === 0;
  retryUntil(() => detachContainer(container), isGone, 1);
  const removePresent = () => {
    const left = present();
    container.removeFromScene((entity) => left.has(entity));
  };
  retryUntil(removePresent, isGone, all.size);
}
