import type { Ray } from '@babylonjs/core/Culling/ray.core.js';
import { CreatePickingRay, PickWithRay } from '@babylonjs/core/Culling/ray.core.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js';
import type { Scene } from '@babylonjs/core/scene.js';

/** Cosine of the steepest slope that an asset can stand on. */
const MIN_UP = 0.5;
/** How many surfaces that are too steep the search passes through. */
const MAX_WALLS = 8;
/** Farther away than so many times its size, an asset would be a dot. */
const MAX_DISTANCE_IN_SIZES = 50;

/** A point of the canvas, 0…1 from its left and from its top. */
export interface CanvasPoint {
  readonly x: number;
  readonly y: number;
}

/**
 * The point of the ground below a point of the canvas: on the nearest surface that faces up, otherwise on the plane y = 0.
 * Undefined above the horizon, and where an asset of this size (metres) would be too far away to see.
 */
export function groundPoint(scene: Scene, { x, y }: CanvasPoint, size: number): Vector3 | undefined {
  const camera = scene.activeCamera;
  if (!camera) return undefined;
  const engine = scene.getEngine();
  // Babylon expects pixels of the canvas's box on the page.
  const scale = engine.getHardwareScalingLevel();
  const [pixelX, pixelY] = [x * engine.getRenderWidth() * scale, y * engine.getRenderHeight() * scale];
  const ray = CreatePickingRay(scene, pixelX, pixelY, null, camera);
  const point = surfacePoint(scene, ray) ?? planePoint(ray);
  if (!point) return undefined;
  const isFar = Vector3.Distance(point, camera.globalPosition) > MAX_DISTANCE_IN_SIZES * size;
  return isFar ? undefined : point;
}

function surfacePoint(scene: Scene, ray: Ray): Vector3 | undefined {
  // From below, a floor is a ceiling.
  if (ray.direction.y >= 0) return undefined;
  const passed = new Set<AbstractMesh>();
  const isLeft = (mesh: AbstractMesh) =>
    mesh.isPickable && mesh.isVisible && mesh.isEnabled() && !passed.has(mesh);
  while (passed.size < MAX_WALLS) {
    const hit = PickWithRay(scene, ray, isLeft);
    if (!hit?.pickedMesh) return undefined;
    const normal = hit.getNormal(true, true) ?? hit.getNormal(true, false);
    if (hit.pickedPoint && normal && normal.y >= MIN_UP) return hit.pickedPoint;
    passed.add(hit.pickedMesh);
  }
  return undefined;
}

function planePoint({ origin, direction }: Ray): Vector3 | undefined {
  const distance = -origin.y / direction.y;
  return distance > 0 && Number.isFinite(distance) ? origin.add(direction.scale(distance)) : undefined;
}
