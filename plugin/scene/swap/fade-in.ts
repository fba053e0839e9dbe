import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import { Constants } from '@babylonjs/core/Engines/constants.js';
import type { Material } from '@babylonjs/core/Materials/material.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import type { Scene } from '@babylonjs/core/scene.js';
import { offLists } from '../content/make-mesh.ts';
import { applyPlaceholderLook } from '../content/placeholder-look.ts';
import { contentNodeOf } from '../place/content-node.ts';
import { drawnMeshes } from '../view/compare.ts';

const DURATION_MS = 300;
/** A fade that gets no frames ends by then. */
const MAX_MS = 2000;

/** Starts the fade after the swap. Returns a function that ends it at once; `onEnd` is called once in any case. */
export type StartFade = (next: AssetContainer, onEnd: () => void) => () => void;

/**
 * Prepares to fade in what replaces a placeholder; call it before the swap. While the fade lasts, the placeholder is still
 * drawn, as a decoration that is in no list but that of the drawn meshes. The new content is blended by a constant of the
 * engine: between frames, none of its properties is changed. Undefined when nothing is seen of it: without frames, hidden,
 * or with reduced motion.
 */
export function prepareFade(placeholder: AssetContainer, placement: TransformNode): StartFade | undefined {
  const { scene } = placeholder;
  if (!isFadeSeen(scene) || !placement.isEnabled()) return undefined;
  const visibilities = new Map(placeholder.meshes.map((mesh) => [mesh, mesh.visibility]));
  return (next, onEnd) => {
    const ghost = showGhost(placeholder, next, placement, visibilities);
    const blend = blendByConstant(scene, next);
    let startedAtMs: number | undefined;
    const observer = scene.onBeforeRenderObservable.add(() => {
      const now = performance.now();
      // Counted from the first frame, which uploads the new content and may take long.
      startedAtMs ??= now;
      const share = (now - startedAtMs) / DURATION_MS;
      // What is still drawn is not below the placement node: hidden with it, it ends.
      if (share >= 1 || !placement.isEnabled()) end();
      else {
        ghost.setShare(1 - share);
        blend.setShare(share);
      }
    });
    const timer = setTimeout(() => end(), MAX_MS);
    let hasEnded = false;
    const end = () => {
      if (hasEnded) return;
      hasEnded = true;
      clearTimeout(timer);
      observer.remove();
      blend.end();
      ghost.end();
      onEnd();
    };
    return end;
  };
}

function isFadeSeen(scene: Scene): boolean {
  const engine = scene.getEngine();
  return (
    engine.getRenderingCanvas() !== null &&
    engine.activeRenderLoops.length > 0 &&
    // It sorts transparent meshes by shaders of its own.
    !scene.useOrderIndependentTransparency &&
    !globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches
  );
}

interface Faded {
  /** How much of it is seen, 0…1. */
  setShare(share: number): void;
  end(): void;
}

/** Draws a container that has left the scene, just before the meshes of the one that replaces it. */
function showGhost(
  container: AssetContainer,
  next: AssetContainer,
  placement: TransformNode,
  visibilities: ReadonlyMap<AbstractMesh, number>,
): Faded {
  const { scene } = container;
  applyPlaceholderLook(container, { pulse: false });
  // With depth, it would hide the parts of the new content behind its surface.
  for (const material of container.materials) material.needDepthPrePass = false;
  // Not the placement node itself: the ghost must not count as part of the asset.
  const anchor = offLists(scene, () => new TransformNode('fade', scene));
  anchor.freezeWorldMatrix(placement.computeWorldMatrix(true).clone());
  const contentNode = contentNodeOf(container);
  if (contentNode) contentNode.parent = anchor;
  const meshes = container.meshes.filter((mesh) => mesh.getTotalVertices() > 0);
  const setShare = (share: number) => {
    for (const mesh of meshes) mesh.visibility = share * (visibilities.get(mesh) ?? 1);
  };
  setShare(1);
  for (const mesh of meshes) {
    mesh.isPickable = false;
    mesh.doNotSerialize = true;
    mesh.reservedDataStore = { hidden: true };
    mesh.alwaysSelectAsActiveMesh = true;
    scene.meshes.push(mesh);
    mesh._resyncLightSources();
  }
  const order = scene.onAfterActiveMeshesEvaluationObservable.add(() => drawBefore(meshes, next));
  return {
    setShare,
    end() {
      order.remove();
      for (const mesh of meshes) {
        const index = scene.meshes.indexOf(mesh);
        if (index >= 0) scene.meshes.splice(index, 1);
      }
      anchor.dispose(true);
    },
  };
}

/** Transparent meshes are drawn from far to near, by the centres of their bounds: these become the farthest of the asset. */
function drawBefore(meshes: readonly AbstractMesh[], next: AssetContainer): void {
  const eye = next.scene.activeCamera?.globalPosition;
  if (!eye) return;
  const centreOf = (mesh: AbstractMesh) => mesh.getBoundingInfo().boundingSphere.centerWorld;
  const farthest = Math.max(...drawnMeshes(next).map((mesh) => Vector3.Distance(centreOf(mesh), eye)));
  for (const mesh of meshes)
    centreOf(mesh)
      .copyFrom(eye)
      .addInPlaceFromFloats(farthest * 1.001, 0, 0);
}

/**
 * Blends the opaque meshes of a container with what is behind them. They are drawn among the transparent meshes with their
 * own shaders: visibility would need others, which would have to compile first.
 */
function blendByConstant(scene: Scene, container: AssetContainer): Faded {
  const engine = scene.getEngine();
  const meshes = drawnMeshes(container).filter(
    (mesh) => mesh.material && !mesh.material.needAlphaBlendingForMesh(mesh),
  );
  const materials = [...new Set(meshes.map(({ material }) => material as Material))];
  let share = 0;
  const blend = () => {
    // Depth passes and textures that are rendered to do not blend.
    if (engine.getAlphaMode() === Constants.ALPHA_DISABLE) return;
    engine.setAlphaConstants(share, share, share, share);
    engine.setAlphaMode(Constants.ALPHA_INTERPOLATE, true);
  };
  const endBlend = () => {
    if (engine.getAlphaMode() === Constants.ALPHA_INTERPOLATE) engine.setAlphaMode(Constants.ALPHA_COMBINE);
  };
  const undoSorting = () => {
    for (const material of materials) Reflect.deleteProperty(material, 'needAlphaBlendingForMesh');
  };
  // Without a depth pass the back of a closed model would be seen through its front.
  const own = new Map<Material, Pick<Material, 'needDepthPrePass' | 'checkReadyOnEveryCall'>>();
  const addDepthPass = () => {
    for (const material of materials) {
      const { needDepthPrePass, checkReadyOnEveryCall } = material;
      if (!own.has(material)) own.set(material, { needDepthPrePass, checkReadyOnEveryCall });
      material.needDepthPrePass = true;
    }
  };
  const undoDepthPass = () => {
    for (const [material, values] of own) Object.assign(material, values);
    own.clear();
  };
  const observers = [
    ...meshes.flatMap((mesh) => [
      (mesh as Mesh).onBeforeBindObservable.add(blend),
      (mesh as Mesh).onAfterRenderObservable.add(endBlend),
    ]),
    // Only while the meshes of a frame are sorted: shaders must not see it.
    scene.onBeforeActiveMeshesEvaluationObservable.add(() => {
      for (const material of materials) material.needAlphaBlendingForMesh = () => true;
    }),
    scene.onAfterActiveMeshesEvaluationObservable.add(() => {
      undoSorting();
      addDepthPass();
    }),
    scene.onAfterRenderObservable.add(undoDepthPass),
  ];
  return {
    setShare(next) {
      share = next;
    },
    end() {
      undoSorting();
      undoDepthPass();
      for (const observer of observers) observer.remove();
    },
  };
}
