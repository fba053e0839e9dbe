import '@babylonjs/loaders/glTF/2.0/index.js';
import meshoptDecoderUrl from '@babylonjs/core/assets/meshopt/meshopt_decoder.js?url';
import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js';
import { Engine } from '@babylonjs/core/Engines/engine.js';
import { LoadAssetContainerAsync } from '@babylonjs/core/Loading/sceneLoader.js';
import { Color4 } from '@babylonjs/core/Maths/math.color.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { MeshoptCompression } from '@babylonjs/core/Meshes/Compression/meshoptCompression.js';
import { createStudio } from '../../../../plugin/scene/view/thumbnail-studio.ts';

declare global {
  interface Window {
    /** RGBA of each view, base64, rows from the bottom. */
    renderViews(glbUrl: string, sizePx: number): Promise<string[]>;
  }
}

MeshoptCompression.Configuration.decoder.url = meshoptDecoderUrl;

const VIEWS = 24;
/** Evenly spread over the sphere along a spiral (González 2010, Measurement of areas on a sphere). */
const DIRECTIONS = Array.from({ length: VIEWS }, (_, i) => {
  const y = 1 - (2 * i + 1) / VIEWS;
  const angle = i * Math.PI * (3 - Math.sqrt(5));
  const radius = Math.sqrt(1 - y * y);
  return new Vector3(radius * Math.cos(angle), y, radius * Math.sin(angle));
});

const base64 = (bytes: Uint8Array) => {
  let text = '';
  for (let i = 0; i < bytes.length; i += 0x8000)
    text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
};

window.renderViews = async (glbUrl, sizePx) => {
  const canvas = document.createElement('canvas');
  canvas.width = sizePx;
  canvas.height = sizePx;
  const engine = new Engine(canvas, true, { preserveDrawingBuffer: true });
  const scene = createStudio(engine);
  // White surfaces must not be clipped: clipping hides what differs.
  scene.environmentIntensity = 0.7;
  scene.lights[0]!.intensity = 0.7;
  scene.clearColor = new Color4(0, 0, 0, 0);
  const glb = new Uint8Array(await (await fetch(glbUrl)).arrayBuffer());
  const container = await LoadAssetContainerAsync(glb, scene, { pluginExtension: '.glb' });
  container.addAllToScene();
  const camera = new FreeCamera('camera', new Vector3(0, 0, -1.9), scene);
  camera.fov = 0.62;
  const { min, max } = scene.getWorldExtends();
  const centre = min.add(max).scale(0.5);
  const distance = 1.65 * max.subtract(min).length();
  camera.minZ = distance / 20;
  camera.maxZ = distance * 2;
  const images: string[] = [];
  await scene.whenReadyAsync();
  for (const direction of DIRECTIONS) {
    camera.position = centre.add(direction.scale(distance));
    camera.setTarget(centre);
    for (let frame = 0; frame < 2; frame++) scene.render();
    images.push(base64(new Uint8Array((await engine.readPixels(0, 0, sizePx, sizePx)).buffer)));
  }
  scene.dispose();
  engine.dispose();
  return images;
};
