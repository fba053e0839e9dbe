import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import type { Scene } from '@babylonjs/core/scene.js';
import type { FitPreview } from '../fit/contract.ts';
import { disposeContainer } from '../scene/content/dispose-container.ts';
import { addForComparison, drawnMeshes, wipe } from '../scene/view/compare.ts';
import { createPreviewMesh, type PreviewMesh } from '../scene/view/preview-mesh.ts';
import { type PreparedView, prepareTexelDensity, prepareWireframe } from '../scene/view/views.ts';
import { comparedVersion } from './comparison.ts';
import type { AssetView, Comparison, GeneratedAssetSnapshot } from './contract.ts';
import { contentLoader } from './shown-content.ts';

/** What is drawn over an asset's content without being part of it: preview, view, comparison. */
export interface Overlay {
  /** Removes all overlays in this task; {@link resume} adds them again to the current content. */
  suspend(): void;
  resume(): void;
  setView(view: AssetView): void;
  compare(comparison: Comparison | undefined): Promise<void>;
  /** Ends a comparison that is no longer valid because another version or another fit is shown. */
  checkComparison(): void;
  /** Resolves when the preview is shown. `isWanted` is called again after its shader has compiled. */
  preview(geometry: FitPreview, isWanted: () => boolean): Promise<void>;
  endPreview(): void;
  /** Compiles the preview's shader before the first preview. */
  warmUp(): Promise<void>;
  /** Frees the preview mesh. */
  dropPreview(): void;
  /** Ends all overlays and frees them. */
  dispose(): void;
}

export interface OverlayOptions {
  readonly scene: Scene;
  readonly size: number;
  readonly getRoot: () => TransformNode;
  /** The content, while it is in the scene and finished. */
  readonly getContent: () => AssetContainer | undefined;
  readonly getSnapshot: () => GeneratedAssetSnapshot;
  readonly update: (changes: Partial<GeneratedAssetSnapshot>) => void;
  /** Sets the whole snapshot: this is how an optional member is removed. */
  readonly replace: (next: GeneratedAssetSnapshot) => void;
}

/** How long a view may compile before it is skipped. */
const PATIENCE_MS = 5000;

/** The loaded other side of a comparison. */
interface Other {
  readonly container: AssetContainer;
  readonly what: string;
}

export function createOverlay(options: OverlayOptions): Overlay {
  const { scene, size, getRoot, getContent, getSnapshot, update, replace } = options;
  let preview: PreviewMesh | undefined;
  let isPreviewing = false;
  let other: Other | undefined;
  let lastCompare = 0;
  // Undone in reverse.
  let layers: (() => void)[] = [];
  // Removed views are kept until the next ones exist, which share their shaders.
  let spent: PreparedView[] = [];
  const fresh: PreparedView[] = [];
  let generation = 0;

  const suspend = () => {
    generation++;
    for (const remove of layers.reverse()) remove();
    layers = [];
  };
  const clear = () => {
    for (const view of spent) view.dispose();
    spent = [];
  };

  /** Shows a container in a view, as soon as the view's shaders are ready. */
  const drawAs = (container: AssetContainer, view: AssetView): PreparedView | undefined => {
    if (view === 'shaded') return undefined;
    const prepared = view === 'wireframe' ? prepareWireframe(container) : prepareTexelDensity(container);
    if (prepared.isReady()) {
      layers.push(prepared.show());
      fresh.push(prepared);
    } else void showLater(prepared, generation);
    return prepared;
  };
  const showLater = async (prepared: PreparedView, wanted: number) => {
    const giveUpAt = performance.now() + PATIENCE_MS;
    while (generation === wanted && !scene.isDisposed && !prepared.isReady() && performance.now() < giveUpAt)
      await new Promise((resolve) => setTimeout(resolve, 8));
    if (generation === wanted && prepared.isReady()) {
      suspend();
      resume();
    }
    prepared.dispose();
  };

  const resume = () => {
    suspend();
    const content = getContent();
    if (!content || getRoot().isDisposed()) return;
    const { view, comparison } = getSnapshot();
    const compared = comparison && other?.container;
    if (compared)
      layers.push(
        addForComparison(compared, {
          placement: getRoot(),
          size,
          isBeside: comparison.mode === 'side-by-side',
        }),
      );
    let shown: PreparedView | undefined;
    if (isPreviewing && preview) {
      preview.setWireframe(view === 'wireframe');
      preview.show(content);
      layers.push(preview.hide);
    } else shown = drawAs(content, view);
    const beside = compared && drawAs(compared, view);
    if (compared && comparison.mode === 'wipe') {
      const right = [...drawnMeshes(content), ...(shown?.meshes ?? []), ...(preview ? [preview.mesh] : [])];
      const left = [...drawnMeshes(compared), ...(beside?.meshes ?? [])];
      layers.push(wipe(scene, left, right, () => getSnapshot().comparison?.position ?? 0.5));
    }
    clear();
    spent = fresh.splice(0);
    if (shown?.density !== getSnapshot().texelDensity) setDensity(shown?.density);
  };

  const setDensity = (texelDensity: PreparedView['density']) => {
    const { texelDensity: _before, ...rest } = getSnapshot();
    replace(texelDensity ? { ...rest, texelDensity } : rest);
  };
  const setComparison = (comparison: Comparison | undefined) => {
    const { comparison: _before, ...rest } = getSnapshot();
    replace(comparison ? { ...rest, comparison } : rest);
  };

  const dropOther = () => {
    if (other) disposeContainer(other.container);
    other = undefined;
  };

  const endComparison = () => {
    lastCompare++;
    if (!getSnapshot().comparison && !other) return;
    suspend();
    dropOther();
    setComparison(undefined);
    resume();
  };

  const endPreview = () => {
    if (!isPreviewing) return;
    suspend();
    isPreviewing = false;
    resume();
  };

  return {
    suspend,
    resume,

    setView(view) {
      if (view === getSnapshot().view) return;
      suspend();
      update({ view });
      resume();
    },

    async compare(comparison) {
      if (!comparison) {
        endComparison();
        return;
      }
      const wanted = comparedVersion(getSnapshot(), getRoot().name, comparison);
      const before = getSnapshot().comparison;
      const isOnlyMoved = before?.mode === comparison.mode && other?.what === wanted.what;
      if (isOnlyMoved) {
        setComparison(comparison);
        return;
      }
      const ticket = ++lastCompare;
      let next = other?.what === wanted.what ? other : undefined;
      if (!next) {
        const load = contentLoader(scene, wanted.version);
        const container = await load({ name: `${getRoot().name} (compared)` });
        next = { container, what: wanted.what };
        if (ticket !== lastCompare || getSnapshot().isDisposed || !getContent()) {
          disposeContainer(container);
          return;
        }
      }
      suspend();
      if (next !== other) dropOther();
      other = next;
      setComparison(comparison);
      resume();
    },

    checkComparison() {
      const { comparison } = getSnapshot();
      if (!comparison) return;
      try {
        if (comparedVersion(getSnapshot(), getRoot().name, comparison).what === other?.what) return;
      } catch {
        // The compared version was removed, or is shown itself now.
      }
      endComparison();
    },

    async preview(geometry, isWanted) {
      preview ??= createPreviewMesh(scene, getRoot().name);
      preview.setGeometry(geometry);
      if (preview.isShown) return;
      await preview.compile();
      if (!isWanted()) return;
      suspend();
      isPreviewing = true;
      resume();
    },

    endPreview,

    async warmUp() {
      preview ??= createPreviewMesh(scene, getRoot().name);
      await preview.compile();
    },

    dropPreview() {
      endPreview();
      preview?.dispose();
      preview = undefined;
    },

    dispose() {
      lastCompare++;
      suspend();
      clear();
      dropOther();
      preview?.dispose();
      preview = undefined;
      isPreviewing = false;
    },
  };
}
