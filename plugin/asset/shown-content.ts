import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import type { Node } from '@babylonjs/core/node.js';
import type { Scene } from '@babylonjs/core/scene.js';
import { ImageTo3DError } from '../core/errors.ts';
import { omitUndefined } from '../core/omit-undefined.ts';
import type { FittedLod } from '../fit/mesh/surface.ts';
import { disposeContainer } from '../scene/content/dispose-container.ts';
import { applyPlaceholderLook } from '../scene/content/placeholder-look.ts';
import { loadContainer } from '../scene/load/load-container.ts';
import { addLods } from '../scene/lods.ts';
import { createPlacementNode, type PlacementOptions } from '../scene/place/placement.ts';
import { prepareFade } from '../scene/swap/fade-in.ts';
import { attachContainer, detachContainer, swapContainer } from '../scene/swap/swap.ts';
import { type CardImage, createImageCard } from '../scene/view/image-card.ts';
import type { AppliedFit, AssetVersion } from './contract.ts';

/** Makes a container that is not in the scene; edits on `replaces` are copied to it. */
export type LoadContent = (options: {
  readonly name: string;
  readonly replaces?: AssetContainer;
}) => Promise<AssetContainer>;

/** Key of a version's loaded content: each fit is a content of its own. */
export const contentKey = (versionId: string, fit: AppliedFit | undefined): string =>
  fit ? `${versionId}~${fit.id}` : versionId;

// The file may hold no LODs, and the glTF loader skips those that it holds.
const lodsOf = new WeakMap<AppliedFit, readonly FittedLod[]>();

/** Keeps the geometry of a fit's LODs in memory as long as the fit itself. */
export function keepLods(fit: AppliedFit, lods: readonly FittedLod[]): void {
  if (lods.length > 0) lodsOf.set(fit, lods);
}

/** Loads a version's content, its fit or its master, from its bytes. */
export function contentLoader(
  scene: Scene,
  { fit, master }: AssetVersion,
  signal?: AbortSignal,
): LoadContent {
  return async (options): Promise<AssetContainer> => {
    const container = await loadContainer(scene, fit?.glb ?? master, {
      ...options,
      ...omitUndefined({ signal }),
    });
    if (fit) addLods(container, lodsOf.get(fit) ?? []);
    return container;
  };
}

/** What is shown on one placement node: an image card, then a placeholder, then versions, one at a time. */
export interface ShownContent {
  readonly root: TransformNode;
  readonly container: AssetContainer | undefined;
  readonly isAttached: boolean;
  readonly hasPlaceholder: boolean;
  /** Shows the image as a translucent card, immediately. Does nothing when something else is shown already. */
  showCard(image: CardImage): void;
  /** Shows the local engine's placeholder, translucent. Does nothing when a version is shown by then. */
  showPlaceholder(glb: Uint8Array, signal: AbortSignal): Promise<void>;
  /**
   * Replaces what is shown by a version: `load` makes it, unless it is still loaded under its key. `tag` is called just
   * before its nodes enter the scene. Throws `import-failed`; then what was shown stays.
   */
  showVersion(key: string, load: LoadContent, tag: () => void): Promise<void>;
  /** Removes a card or placeholder. */
  clearPlaceholder(): void;
  /** Removes everything from the scene without freeing it; {@link attach} adds it again. */
  detach(): void;
  attach(): void;
  /** Frees the meshes of content that will not be shown again. */
  forget(key: string): void;
  /** Frees everything. */
  dispose(): void;
}

export interface ShownContentOptions extends PlacementOptions {
  readonly size: number;
  /** How many hidden versions keep their meshes loaded, so that showing them is immediate. */
  readonly keptVersions: number;
  /** Previews and views over the content: removed before it changes and added again after it, in the same task. */
  readonly overlay?: { suspend(): void; resume(): void };
}

export function createShownContent(scene: Scene, options: ShownContentOptions): ShownContent {
  const { size, overlay } = options;
  const root = createPlacementNode(scene, options);
  // Most recently shown last.
  const loaded = new Map<string, AssetContainer>();
  let current: AssetContainer | undefined;
  let shownKey: string | undefined;
  let isPlaceholder = false;
  let isAttached = true;
  let parent: Node | null = null;
  let endFade = () => {};

  const isVersion = (container: AssetContainer) => [...loaded.values()].includes(container);

  const exchange = (next: AssetContainer) => {
    const previous = current;
    if (previous === next) return;
    overlay?.suspend();
    endFade();
    const fade = previous && isPlaceholder && isVersion(next) ? prepareFade(previous, root) : undefined;
    try {
      swapContainer({ placement: root, next, size, ...omitUndefined({ previous }) });
      current = next;
    } finally {
      overlay?.resume();
    }
    if (!previous || isVersion(previous)) return;
    if (fade) endFade = fade(next, () => disposeContainer(previous));
    else disposeContainer(previous);
  };

  const trim = () => {
    const spare = [...loaded].filter(([key]) => key !== shownKey);
    for (const [key, container] of spare.slice(0, Math.max(0, spare.length - options.keptVersions))) {
      loaded.delete(key);
      disposeContainer(container);
    }
  };

  const attach = () => {
    if (isAttached || root.isDisposed()) return;
    isAttached = true;
    scene.addTransformNode(root);
    root.parent = parent?.isDisposed() ? null : parent;
    if (current) attachContainer(current, root);
    overlay?.resume();
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
      if (shownKey !== undefined || signal.aborted || root.isDisposed() || !isAttached) {
        disposeContainer(next);
        return;
      }
      exchange(next);
      // After the exchange, which gives the content its imported values.
      applyPlaceholderLook(next);
      isPlaceholder = true;
    },

    async showVersion(key, load, tag) {
      const ready = loaded.get(key);
      const next =
        ready ??
        (await load({ name: root.name, ...(current && !isPlaceholder ? { replaces: current } : {}) }));
      try {
        if (root.isDisposed())
          throw new ImageTo3DError('aborted', `The node "${root.name}" was deleted; the asset is not shown.`);
        attach();
        tag();
        loaded.delete(key);
        loaded.set(key, next);
        exchange(next);
      } catch (thrown) {
        if (!ready) {
          loaded.delete(key);
          disposeContainer(next);
        }
        throw thrown;
      }
      shownKey = key;
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
      // At first: an observer of the app may throw below, and then it can still be attached again.
      isAttached = false;
      overlay?.suspend();
      endFade();
      if (current) detachContainer(current);
      parent = root.parent;
      root.parent = null;
      scene.removeTransformNode(root);
    },

    attach,

    forget(key) {
      const container = loaded.get(key);
      if (!container || key === shownKey) return;
      loaded.delete(key);
      disposeContainer(container);
    },

    dispose() {
      overlay?.suspend();
      endFade();
      for (const container of new Set([...loaded.values(), ...(current ? [current] : [])]))
        disposeContainer(container);
      loaded.clear();
      current = undefined;
      if (!root.isDisposed()) root.dispose();
    },
  };
}
