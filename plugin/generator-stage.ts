import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import type { Node } from '@babylonjs/core/node.js';
import type { Scene } from '@babylonjs/core/scene.js';
import { ImageTo3DError } from './errors.ts';
import type { PreparedImage } from './recipe/image.ts';
import { attachContainer, detachContainer } from './scene/attach-container.ts';
import { disposeContainer } from './scene/dispose-container.ts';
import { createImageCard } from './scene/image-card.ts';
import { loadContainer } from './scene/load-container.ts';
import { applyPlaceholderLook } from './scene/placeholder.ts';
import { createPlacementNode, type PlacementOptions } from './scene/placement.ts';
import { swapContainer } from './scene/swap.ts';

/** What stands on one placement node: an image card, then a placeholder, then versions, one at a time. */
export interface Stage {
  readonly root: TransformNode;
  readonly container: AssetContainer | undefined;
  readonly isAttached: boolean;
  readonly hasPlaceholder: boolean;
  /** The picture as a translucent card, at once. Nothing happens when something better stands there. */
  showCard(image: PreparedImage): void;
  /** The local engine's placeholder, translucent. Nothing happens when a version stands there by then. */
  showPlaceholder(glb: Uint8Array, signal: AbortSignal): Promise<void>;
  /**
   * A version in place of what stood there. `tag` is called just before its nodes enter the scene. Throws
   * `import-failed`; then what stood there stands there still.
   */
  showVersion(id: string, glb: Uint8Array, tag: () => void): Promise<void>;
  /** Takes a card or placeholder away. */
  clearPlaceholder(): void;
  /** Takes everything out of the scene, alive; {@link attach} brings it back. */
  detach(): void;
  attach(): void;
  /** Frees the meshes of a version that will not be shown again. */
  forget(id: string): void;
  /** Frees everything. */
  dispose(): void;
}

export interface StageOptions extends PlacementOptions {
  readonly size: number;
  /** Versions whose meshes stay loaded beside the one that is shown, for a swap without a wait. */
  readonly keptVersions: number;
}

export function createStage(scene: Scene, options: StageOptions): Stage {
  const { size } = options;
  const root = createPlacementNode(scene, options);
  // Most recently shown last.
  const loaded = new Map<string, AssetContainer>();
  let current: AssetContainer | undefined;
  let shownId: string | undefined;
  let isPlaceholder = false;
  let isAttached = true;
  let parent: Node | null = null;

  const isVersion = (container: AssetContainer) => [...loaded.values()].includes(container);

  const exchange = (next: AssetContainer) => {
    const previous = current;
    if (previous === next) return;
    swapContainer({ placement: root, next, size, ...(previous ? { previous } : {}) });
    current = next;
    if (previous && !isVersion(previous)) disposeContainer(previous);
  };

  const trim = () => {
    const spare = [...loaded].filter(([id]) => id !== shownId);
    for (const [id, container] of spare.slice(0, Math.max(0, spare.length - options.keptVersions))) {
      loaded.delete(id);
      disposeContainer(container);
    }
  };

  const attach = () => {
    if (isAttached || root.isDisposed()) return;
    isAttached = true;
    scene.addTransformNode(root);
    root.parent = parent?.isDisposed() ? null : parent;
    if (current) attachContainer(current, root);
  };

  return {
    root,
    get container() {
      return current;
    },
    get isAttached() {
      return isAttached;
    },
    get hasPlaceholder() {
      return isPlaceholder;
    },

    showCard(image) {
      if (current || root.isDisposed()) return;
      exchange(createImageCard(scene, image, { name: root.name, size }));
      isPlaceholder = true;
    },

    async showPlaceholder(glb, signal) {
      const next = await loadContainer(scene, glb, { name: root.name, signal });
      if (shownId !== undefined || signal.aborted || root.isDisposed() || !isAttached) {
        disposeContainer(next);
        return;
      }
      applyPlaceholderLook(next);
      exchange(next);
      isPlaceholder = true;
    },

    async showVersion(id, glb, tag) {
      const ready = loaded.get(id);
      const next =
        ready ??
        (await loadContainer(scene, glb, {
          name: root.name,
          ...(current && !isPlaceholder ? { replaces: current } : {}),
        }));
      try {
        if (root.isDisposed())
          throw new ImageTo3DError('aborted', `The node "${root.name}" was deleted; the asset is not shown.`);
        attach();
        tag();
        loaded.delete(id);
        loaded.set(id, next);
        exchange(next);
      } catch (thrown) {
        if (!ready) {
          loaded.delete(id);
          disposeContainer(next);
        }
        throw thrown;
      }
      shownId = id;
      isPlaceholder = false;
      trim();
    },

    clearPlaceholder() {
      if (!isPlaceholder || !current) return;
      if (isAttached) detachContainer(current);
      disposeContainer(current);
      current = undefined;
      isPlaceholder = false;
    },

    detach() {
      if (!isAttached || root.isDisposed()) return;
      if (current) detachContainer(current);
      parent = root.parent;
      root.parent = null;
      scene.removeTransformNode(root);
      isAttached = false;
    },

    attach,

    forget(id) {
      const container = loaded.get(id);
      if (!container || id === shownId) return;
      loaded.delete(id);
      disposeContainer(container);
    },

    dispose() {
      for (const container of new Set([...loaded.values(), ...(current ? [current] : [])]))
        disposeContainer(container);
      loaded.clear();
      current = undefined;
      if (!root.isDisposed()) root.dispose();
    },
  };
}
