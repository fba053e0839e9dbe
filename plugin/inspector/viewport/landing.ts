import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type { Scene } from '@babylonjs/core/scene.js';
import type { ViewRect } from './view-rect.ts';

const SEGMENTS = 48;

/** Where an asset will stand, as seen by the camera: a circle on the ground in pixels of the view. */
export function landingOutline(
  scene: Scene,
  { width, height }: Pick<ViewRect, 'width' | 'height'>,
  centre: Vector3,
  size: number,
): readonly { readonly x: number; readonly y: number }[] {
  const camera = scene.activeCamera;
  if (!camera) return [];
  const transform = camera.getTransformationMatrix();
  const { m } = transform;
  const isInFront = ({ x, y, z }: Vector3) => m[3]! * x + m[7]! * y + m[11]! * z + m[15]! > 0;
  const rim = Array.from({ length: SEGMENTS }, (_, index) => {
    const angle = (2 * Math.PI * index) / SEGMENTS;
    return new Vector3(Math.cos(angle), 0, Math.sin(angle)).scaleInPlace(size / 2).addInPlace(centre);
  });
  return rim.filter(isInFront).map((point) => {
    const { x, y } = Vector3.TransformCoordinates(point, transform);
    return { x: ((1 + x) / 2) * width, y: ((1 - y) / 2) * height };
  });
}
