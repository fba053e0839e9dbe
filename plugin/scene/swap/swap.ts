import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import type { Scene } from '@babylonjs/core/scene.js';
import { asImageTo3DError, ImageTo3DError } from '../../core/errors.ts';
import { isLod } from '../content/lod-meshes.ts';
import { replaceInMeshLists } from '../content/mesh-lists.ts';
import { geometryMeshes } from '../content/name-content.ts';
import { applyPlaceholderLook, clearPlaceholderLook } from '../content/placeholder-look.ts';
import { moveLodMembership } from '../lod-membership.ts';
import { contentNodeOf, placeContainer } from '../place/content-node.ts';
import { moveAppChildren } from './app-children.ts';
import { copyEdits } from './copy-edits.ts';

export interface SwapOptions {
  readonly placement: TransformNode;
  /** The current content, if any. It is removed from the scene, not disposed. */
  readonly previous?: AssetContainer;
  /** Fully loaded, not in the scene. */
  readonly next: AssetContainer;
  /** Longest side in metres. */
  readonly size: number;
}

/**
 * Replaces `previous` by `next` under the placement node, within one task, so that no frame shows both or neither. Edits
 * made on the old content are copied. The placement node is not changed. When anything throws (such as an observer of
 * the app), the scene is restored and the error is `import-failed`.
 */
export function swapContainer({ placement, previous, next, size }: SwapOptions): void {
  if (placement.isDisposed())
    throw new ImageTo3DError('aborted', `The node "${placement.name}" was deleted; the asset is not shown.`);
  placeContainer(next, { size });
  const back: (() => void)[] = [];
  try {
    if (previous) {
      const look = clearPlaceholderLook(previous);
      if (look) back.push(() => applyPlaceholderLook(previous, look));
      copyEdits(previous, next);
      const [wasDrawn, isNewDrawn] = [isDrawn(previous), isDrawn(next)];
      const drawn = [previous.meshes.filter(wasDrawn), next.meshes.filter(isNewDrawn)] as const;
      const roots = [
        previous.meshes.filter((mesh) => !wasDrawn(mesh) && !isLod(mesh)),
        next.meshes.filter((mesh) => !isNewDrawn(mesh) && !isLod(mesh)),
      ] as const;
      const lods = [previous.meshes.filter(isLod), next.meshes.filter(isLod)] as const;
      back.push(replaceInMeshLists(placement.getScene(), ...drawn));
      back.push(moveLodMembership(previous, next));
      back.push(replaceInMeshLists(placement.getScene(), ...roots));
      back.push(replaceInMeshLists(placement.getScene(), ...lods));
    }
    back.push(() => repairDetached(next));
    attachContainer(next, placement);
    if (previous) {
      back.push(moveAppChildren(previous, next));
      back.push(() => repairAttached(previous, placement));
      detachContainer(previous);
    }
  } catch (thrown) {
    for (const step of back.reverse()) step();
    const { message } = asImageTo3DError(thrown);
    throw new ImageTo3DError('import-failed', `The asset could not be put in the scene: ${message}`, {
      cause: thrown,
    });
  }
}

const isDrawn = (container: AssetContainer) => {
  const drawn = new Set(geometryMeshes(container));
  return (mesh: AbstractMesh) => drawn.has(mesh);
};

// AssetContainer warns about parents outside of it, so the content node has no parent while the container is added or
// removed.

/** Adds a placed container to the scene, below the placement node. */
export function attachContainer(container: AssetContainer, placement: TransformNode): void {
  container.addAllToScene();
  const fit = contentNodeOf(container);
  if (fit) fit.parent = placement;
}

/** Removes a container from the scene without disposing it. */
export function detachContainer(container: AssetContainer): void {
  const fit = contentNodeOf(container);
  if (fit) fit.parent = null;
  container.removeAllFromScene();
}

const KINDS = ['meshes', 'transformNodes', 'materials', 'textures', 'geometries', 'skeletons'] as const;

function entities(source: AssetContainer | Scene): Set<unknown> {
  return new Set(KINDS.flatMap((kind): unknown[] => source[kind]));
}

/** Calls `step` until `isDone`: an observer of the app that throws must not stop the undo half-way. */
function retryUntil(step: () => void, isDone: () => boolean, attempts: number): void {
  for (let left = attempts; left > 0 && !isDone(); left--) {
    try {
      step();
    } catch {
      // The error that started the undo is the one that is reported.
    }
  }
}

/** {@link attachContainer} from any state in between. */
function repairAttached(container: AssetContainer, placement: TransformNode): void {
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
  const fit = contentNodeOf(container);
  if (fit) fit.parent = placement;
}

/** {@link detachContainer} from any state in between. */
function repairDetached(container: AssetContainer): void {
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
