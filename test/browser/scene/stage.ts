import { ArcRotateCamera } from '@babylonjs/core/Cameras/arcRotateCamera.js';
import { Engine } from '@babylonjs/core/Engines/engine.js';
import { HemisphericLight } from '@babylonjs/core/Lights/hemisphericLight.js';
import { Color4 } from '@babylonjs/core/Maths/math.color.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { Scene } from '@babylonjs/core/scene.js';

/** A real scene of 200 × 200 pixels on a blue ground, looking at the origin from −z, with one light. */
export function createStage(): { scene: Scene; camera: ArcRotateCamera; dispose: () => void } {
  const canvas = document.createElement('canvas');
  canvas.width = 200;
  canvas.height = 200;
  document.body.append(canvas);
  const engine = new Engine(canvas, false, { preserveDrawingBuffer: true });
  const scene = new Scene(engine);
  scene.clearColor = new Color4(0, 0, 1, 1);
  const camera = new ArcRotateCamera('camera', -Math.PI / 2, Math.PI / 2, 3, new Vector3(0, 0.5, 0), scene);
  camera.minZ = 0.1;
  const light = new HemisphericLight('sky', new Vector3(0, 1, -1), scene);
  light.intensity = 2;
  return {
    scene,
    camera,
    dispose() {
      engine.dispose();
      canvas.remove();
    },
  };
}

export interface RenderedImage {
  /** RGBA at a point, 0…1 from the left and from the top. */
  at(x: number, y: number): [number, number, number, number];
  /** Pixels that a colour test accepts. */
  count(accept: (r: number, g: number, b: number) => boolean): number;
}

/** Draws one frame and reads it back. */
export async function draw(scene: Scene): Promise<RenderedImage> {
  scene.render();
  const engine = scene.getEngine();
  const [width, height] = [engine.getRenderWidth(), engine.getRenderHeight()];
  const view = await engine.readPixels(0, 0, width, height);
  const data = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  return {
    at(x, y) {
      const at = 4 * (Math.floor((1 - y) * (height - 1)) * width + Math.floor(x * (width - 1)));
      return [data[at]!, data[at + 1]!, data[at + 2]!, data[at + 3]!];
    },
    count(accept) {
      let count = 0;
      for (let at = 0; at < data.length; at += 4)
        if (accept(data[at]!, data[at + 1]!, data[at + 2]!)) count++;
      return count;
    },
  };
}

export const isRed = (r: number, g: number, b: number) => r > 60 && g < r / 2 && b < r / 2;
export const isGreen = (r: number, g: number, b: number) => g > 60 && r < g / 2 && b < g / 2;
export const isGround = (r: number, g: number, b: number) => r === 0 && g === 0 && b === 255;
