import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import type { AbstractEngine } from '@babylonjs/core/Engines/abstractEngine.js';
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import type { Scene } from '@babylonjs/core/scene.js';
import { geometryMeshes } from '../content/name-content.ts';
import { placeContainer } from '../place/content-node.ts';
import { attachContainer, detachContainer } from '../swap/attach-container.ts';

/** Gap between two versions side by side, as a share of their size. */
const GAP = 0.2;

export interface ComparisonOptions {
  readonly placement: TransformNode;
  /** Longest side in metres. */
  readonly size: number;
  /** One size and a gap along the placement node's x axis, or at the same place. */
  readonly isBeside: boolean;
}

/**
 * Puts a second container on a placement node, to be looked at only: not pickable, not serialised. It was loaded for
 * this alone and is not in the scene. Returns the way to take it out again, alive.
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

/** The engines that draw meshes all have it; their common base does not declare it. */
interface Scissors {
  enableScissor(x: number, y: number, width: number, height: number): void;
  disableScissor(): void;
}

/**
 * Draws some meshes only left, others only right of a line across the camera's view, `position()` 0…1. The engine's
 * scissor cuts while each is drawn, so that the line stays where it is when the camera moves, and no material is
 * touched. Returns the way to end it.
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
      // Once a mesh is bound it is drawn for certain; before that it may still give up, and the scissor would stay.
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

/** Everything that is drawn of a container, LODs included. */
export function drawnMeshes(container: AssetContainer): AbstractMesh[] {
  return geometryMeshes(container).flatMap((mesh) => [
    mesh,
    ...('getLODLevels' in mesh
      ? (mesh as Mesh).getLODLevels().flatMap(({ mesh: lod }) => (lod ? [lod] : []))
      : []),
  ]);
}
