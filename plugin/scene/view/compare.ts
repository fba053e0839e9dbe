import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { AbstractEngine } from '@babylonjs/core/Engines/abstractEngine.js';
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import type { Scene } from '@babylonjs/core/scene.js';
import { geometryMeshes } from '../content/name-content.ts';
import { placeContainer } from '../place/content-node.ts';
import { attachContainer, detachContainer } from '../swap/swap.ts';

/** Gap between two versions side by side, as a share of their size. */
const GAP = 0.2;

export interface ComparisonOptions {
  readonly placement: TransformNode;
  /** Longest side in metres. */
  readonly size: number;
  /** Beside the asset, along the placement node's x axis, or at the same position. */
  readonly isBeside: boolean;
}

/**
 * Adds a second container to a placement node for comparison: not pickable, not serialised. Returns a function that
 * removes it without disposing it.
 */
export function addForComparison(
  other: AssetContainer,
  { placement, size, isBeside }: ComparisonOptions,
): () => void {
  const contentNode = placeContainer(other, { size });
  for (const node of [...other.meshes, ...other.transformNodes]) node.doNotSerialize = true;
  for (const mesh of other.meshes) mesh.isPickable = false;
  if (isBeside) contentNode.position.x += (1 + GAP) * size;
  attachContainer(other, placement);
  return () => detachContainer(other);
}

/** All rendering engines have these methods, but their base class does not declare them. */
interface Scissors {
  enableScissor(x: number, y: number, width: number, height: number): void;
  disableScissor(): void;
}

/**
 * Split view: draws some meshes only left and others only right of a vertical line at `position()`, 0…1. Uses the
 * engine's scissor, so the line is fixed on screen and no material is changed. Returns a function that ends it.
 */
export function wipe(
  scene: Scene,
  left: readonly AbstractMesh[],
  right: readonly AbstractMesh[],
  position: () => number,
): () => void {
  const engine = scene.getEngine() as AbstractEngine & Scissors;
  const cut = (isLeft: boolean) => {
    const camera = scene.activeCamera;
    if (!camera) return;
    const view = camera.viewport.toGlobal(engine.getRenderWidth(true), engine.getRenderHeight(true));
    const line = Math.round(view.width * Math.min(1, Math.max(0, position())));
    const [x, width] = isLeft ? [0, line] : [line, view.width - line];
    engine.enableScissor(view.x + x, view.y, width, view.height);
  };
  const watch = (mesh: AbstractMesh, isLeft: boolean) => {
    const drawn = mesh as Mesh;
    return [
      // A bound mesh is certainly drawn; before that it may be skipped, and the scissor would stay enabled.
      drawn.onBeforeBindObservable.add(() => cut(isLeft)),
      drawn.onAfterRenderObservable.add(() => engine.disableScissor()),
    ];
  };
  const observers = [
    ...left.flatMap((mesh) => watch(mesh, true)),
    ...right.flatMap((mesh) => watch(mesh, false)),
  ];
  return () => {
    for (const observer of observers) observer.remove();
  };
}

/** All drawn meshes of a container, LODs included. */
export function drawnMeshes(container: AssetContainer): AbstractMesh[] {
  return geometryMeshes(container).flatMap((mesh) => [
    mesh,
    ...('getLODLevels' in mesh
      ? (mesh as Mesh).getLODLevels().flatMap(({ mesh: lod }) => (lod ? [lod] : []))
      : []),
  ]);
}
