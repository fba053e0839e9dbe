import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import { asImageTo3DError, ImageTo3DError } from '../../core/errors.ts';
import { isLod } from '../content/lod-meshes.ts';
import { replaceInMeshLists } from '../content/mesh-lists.ts';
import { geometryMeshes } from '../content/name-content.ts';
import { applyPlaceholderLook, clearPlaceholderLook } from '../content/placeholder-look.ts';
import { moveLodMembership } from '../lod-membership.ts';
import { placeContainer } from '../place/content-node.ts';
import { moveAppChildren } from './app-children.ts';
import { attachContainer, detachContainer, repairAttached, repairDetached } from './attach-container.ts';
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

/** A completed swap. Call `undo` and `redo` alternately. */
export interface ReversibleSwap {
  readonly placement: TransformNode;
  readonly previous: AssetContainer | undefined;
  readonly next: AssetContainer;
  undo(): void;
  redo(): void;
}

/**
 * Replaces `previous` by `next` under the placement node, within one task, so that no frame shows both or neither. Edits
 * made on the old content are copied. The placement node is not changed. When anything throws (such as an observer of
 * the app), the scene is restored and the error is `import-failed`.
 */
export function swapContainer(options: SwapOptions): ReversibleSwap {
  const { placement, previous, next, size } = options;
  if (placement.isDisposed())
    throw new ImageTo3DError('aborted', `The node "${placement.name}" was deleted; the asset is not shown.`);
  placeContainer(next, { size });
  const copy = previous ? () => copyEdits(previous, next) : undefined;
  let undo = exchange(placement, previous, next, copy);
  return {
    placement,
    previous,
    next,
    undo: () => undo(),
    redo() {
      undo = exchange(placement, previous, next);
    },
  };
}

const isDrawn = (container: AssetContainer) => {
  const drawn = new Set(geometryMeshes(container));
  return (mesh: AbstractMesh) => drawn.has(mesh);
};

/** Performs the swap. Returns the undo function. */
function exchange(
  placement: TransformNode,
  previous: AssetContainer | undefined,
  next: AssetContainer,
  copy?: () => void,
): () => void {
  const back: (() => void)[] = [];
  try {
    if (previous) {
      const look = clearPlaceholderLook(previous);
      if (look) back.push(() => applyPlaceholderLook(previous, look));
      copy?.();
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
  return () => {
    for (const step of [...back].reverse()) step();
  };
}
