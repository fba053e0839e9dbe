import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import type { Scene } from '@babylonjs/core/scene.js';
import { ImageTo3DError } from './errors.ts';
import type { FitPreview } from './fit/contract.ts';
import type { AssetVersion, AssetView, Comparison, GeneratedAssetSnapshot } from './generated-asset.ts';
import { contentKey } from './generator-content.ts';
import type { LoadContent } from './generator-stage.ts';
import { bringIn, drawnMeshes, wipe } from './scene/compare.ts';
import { disposeContainer } from './scene/dispose-container.ts';
import { createPreviewMesh, type PreviewMesh } from './scene/preview-mesh.ts';
import { type ActiveView, showTexelDensity, showWireframe } from './scene/views.ts';

/** What lies over an asset's content without being part of it: preview, view, comparison. */
export interface Overlay {
  /** Takes everything off the content, in this task; {@link resume} brings it back over what stands there then. */
  suspend(): void;
  resume(): void;
  setView(view: AssetView): void;
  compare(comparison: Comparison | undefined): Promise<void>;
  /** Ends a comparison that has lost its sense because something else is shown, or was fitted anew. */
  checkComparison(): void;
  /** Resolves when the preview is seen. `isWanted` is asked again after the wait for its shader. */
  preview(geometry: FitPreview, isWanted: () => boolean): Promise<void>;
  endPreview(): void;
  /** Ends everything and frees it. */
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
  /** Sets the whole snapshot: an optional member goes only by being left out. */
  readonly replace: (next: GeneratedAssetSnapshot) => void;
  /** Loads what a version shows from its bytes. */
  readonly loaderOf: (version: AssetVersion) => LoadContent;
}

/** The other side of a comparison, loaded for it. */
interface Other {
  readonly container: AssetContainer;
  readonly what: string;
}

export function createOverlay(options: OverlayOptions): Overlay {
  const { scene, size, getRoot, getContent, getSnapshot, update, replace, loaderOf } = options;
  let preview: PreviewMesh | undefined;
  let isPreviewing = false;
  let other: Other | undefined;
  let lastCompare = 0;
  // Undone in reverse.
  let layers: (() => void)[] = [];

  const suspend = () => {
    for (const remove of layers.reverse()) remove();
    layers = [];
  };

  const drawAs = (container: AssetContainer, view: AssetView): ActiveView | undefined => {
    if (view === 'shaded') return undefined;
    const active = view === 'wireframe' ? showWireframe(container) : showTexelDensity(container);
    layers.push(active.end);
    return active;
  };

  const resume = () => {
    if (layers.length > 0) suspend();
    const content = getContent();
    if (!content || getRoot().isDisposed()) return;
    const { view, comparison } = getSnapshot();
    const compared = comparison && other?.container;
    if (compared)
      layers.push(
        bringIn(compared, { placement: getRoot(), size, isBeside: comparison.mode === 'side-by-side' }),
      );
    let shown: ActiveView | undefined;
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
    if (shown?.density !== getSnapshot().texelDensity) setDensity(shown?.density);
  };

  const setDensity = (texelDensity: ActiveView['density']) => {
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

  /** What a comparison is made of; throws when that makes no sense. */
  const comparedWith = ({ with: which }: Comparison) => {
    const { versions, shownVersionId } = getSnapshot();
    const name = getRoot().name;
    const shown = versions.find(({ id }) => id === shownVersionId);
    if (!shown)
      throw new ImageTo3DError('validation', `"${name}" shows no version yet: there is nothing to compare.`);
    const version = which === 'master' ? shown : versions.find(({ id }) => id === which);
    if (!version) throw new ImageTo3DError('validation', `"${name}" has no version ${which}.`);
    const isMaster = which === 'master';
    if (version === shown && !(isMaster && shown.fit))
      throw new ImageTo3DError('validation', `"${name}" shows just that: compare it with something else.`);
    const { fit, ...unfitted } = version;
    const isFitted = fit !== undefined && !isMaster;
    return {
      version: isFitted ? version : unfitted,
      what: contentKey(version.id, isFitted ? fit : undefined),
    };
  };

  const endComparison = () => {
    lastCompare++;
    if (!getSnapshot().comparison && !other) return;
    suspend();
    dropOther();
    setComparison(undefined);
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
      const wanted = comparedWith(comparison);
      const before = getSnapshot().comparison;
      const isOnlyMoved = before?.mode === comparison.mode && other?.what === wanted.what;
      if (isOnlyMoved) {
        setComparison(comparison);
        return;
      }
      const ticket = ++lastCompare;
      let next = other?.what === wanted.what ? other : undefined;
      if (!next) {
        const load = loaderOf(wanted.version);
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
        if (comparedWith(comparison).what === other?.what) return;
      } catch {
        // What it was compared with is gone, or stands there itself by now.
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

    endPreview() {
      if (isPreviewing) {
        suspend();
        isPreviewing = false;
        resume();
      }
      preview?.dispose();
      preview = undefined;
    },

    dispose() {
      lastCompare++;
      suspend();
      dropOther();
      preview?.dispose();
      preview = undefined;
      isPreviewing = false;
    },
  };
}
