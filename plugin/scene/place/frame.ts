import type { ArcRotateCamera } from '@babylonjs/core/Cameras/arcRotateCamera.js';
import type { Camera } from '@babylonjs/core/Cameras/camera.js';
import type { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import { type Bounds, boundsOf, contentBounds, corners } from './bounds.ts';
import { worldBounds } from './placement.ts';

const DURATION_MS = 400;
const MARGIN = 1.3;
/** Below this share of the view's height an asset counts as not visible. */
const MIN_HEIGHT = 0.03;
const MIN_CORNERS = 5;

const FREE_CAMERAS = new Set(['FreeCamera', 'TouchCamera', 'UniversalCamera']);

/** Whether a camera shows a box: its centre and most corners are in view and it is not tiny. */
export function isInView(camera: Camera, bounds: Bounds): boolean {
  const transform = camera.getViewMatrix(true).multiply(camera.getProjectionMatrix(true));
  const project = (point: Vector3) => {
    const { x, y, z } = point;
    const m = transform.m;
    const w = m[3]! * x + m[7]! * y + m[11]! * z + m[15]!;
    return { ...Vector3.TransformCoordinates(point, transform), isInFront: w > 0 };
  };
  const isInside = ({ _x: x, _y: y, isInFront }: ReturnType<typeof project>) =>
    isInFront && Math.abs(x) <= 1 && Math.abs(y) <= 1;
  const projected = corners(bounds).map(project);
  const centre = project(bounds.min.add(bounds.max).scaleInPlace(0.5));
  if (!isInside(centre) || projected.filter(isInside).length < MIN_CORNERS) return false;
  const heights = projected.map((corner) => corner._y);
  return (Math.max(...heights) - Math.min(...heights)) / 2 >= MIN_HEIGHT;
}

/**
 * Moves a camera so that it shows the asset: an ArcRotateCamera gets a new target and radius, a free camera moves along
 * its view direction; the direction of view does not change. Animated while the engine renders, else immediate; camera
 * input by the user stops it. Other cameras, and parented or locked ones, are not changed. Returns whether it moves.
 */
export function frameIfOutOfView(camera: Camera, node: TransformNode): boolean {
  const bounds = contentBounds(node);
  return bounds !== undefined && frameBounds(camera, [bounds]);
}

/** The same for several assets together, also for those that have no content yet. */
export function frameAllIfOutOfView(camera: Camera, nodes: readonly TransformNode[]): boolean {
  return frameBounds(camera, nodes.map(worldBounds));
}

function frameBounds(camera: Camera, all: readonly Bounds[]): boolean {
  const bounds = boundsOf(all.flatMap(corners));
  if (!bounds || camera.parent || all.every((each) => isInView(camera, each))) return false;
  const centre = bounds.min.add(bounds.max).scaleInPlace(0.5);
  const distance = framingDistance(camera, Vector3.Distance(bounds.min, bounds.max) / 2);
  const kind = camera.getClassName();
  if (kind === 'ArcRotateCamera') return frameArc(camera as ArcRotateCamera, centre, distance);
  if (FREE_CAMERAS.has(kind)) return frameFree(camera as FreeCamera, centre, distance);
  return false;
}

function framingDistance(camera: Camera, radius: number): number {
  const aspect = camera.getEngine().getAspectRatio(camera) || 1;
  const half = camera.fov / 2;
  const [vertical, horizontal] =
    camera.fovMode === 0
      ? [half, Math.atan(Math.tan(half) * aspect)]
      : [Math.atan(Math.tan(half) / aspect), half];
  return Math.max((MARGIN * radius) / Math.sin(Math.min(vertical, horizontal)), camera.minZ + 2 * radius);
}

function frameArc(camera: ArcRotateCamera, centre: Vector3, distance: number): boolean {
  if (camera.targetHost) return false;
  const lower = camera.lowerRadiusLimit ?? 0;
  const upper = camera.upperRadiusLimit ?? Number.POSITIVE_INFINITY;
  const radius = Math.min(Math.max(distance, lower), upper);
  const [fromTarget, fromRadius] = [camera.target.clone(), camera.radius];
  animateCamera(camera, (share) => {
    // The last argument keeps the angles; otherwise the camera would rotate in place.
    camera.setTarget(Vector3.Lerp(fromTarget, centre, share), false, true, true);
    camera.radius = fromRadius + (radius - fromRadius) * share;
  });
  return true;
}

function frameFree(camera: FreeCamera, centre: Vector3, distance: number): boolean {
  if (camera.lockedTarget) return false;
  const forward = camera.getDirection(Vector3.Forward(camera.getScene().useRightHandedSystem));
  const from = camera.position.clone();
  const to = centre.subtract(forward.scale(distance));
  animateCamera(camera, (share) => {
    camera.position = Vector3.Lerp(from, to, share);
  });
  return true;
}

/** Calls `at` with an eased value from 0 to 1 until done, or until something else moves the camera. */
function animateCamera(camera: Camera, at: (share: number) => void): void {
  const engine = camera.getEngine();
  if (!engine.getRenderingCanvas() || engine.activeRenderLoops.length === 0) {
    at(1);
    return;
  }
  const scene = camera.getScene();
  const look = () => camera.getViewMatrix(true).clone();
  let elapsedMs = 0;
  let expected = look();
  const observer = scene.onBeforeRenderObservable.add(() => {
    const isTouched = !expected.equalsWithEpsilon(look(), 1e-5);
    elapsedMs += engine.getDeltaTime();
    const time = Math.min(elapsedMs / DURATION_MS, 1);
    if (!isTouched) at(time * time * (3 - 2 * time));
    expected = look();
    if (isTouched || time === 1) observer.remove();
  });
}
