import '@babylonjs/loaders/glTF/2.0/index.js';
import meshoptDecoderUrl from '@babylonjs/core/assets/meshopt/meshopt_decoder.js?url';
import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js';
import { Engine } from '@babylonjs/core/Engines/engine.js';
import { DirectionalLight } from '@babylonjs/core/Lights/directionalLight.js';
import { HemisphericLight } from '@babylonjs/core/Lights/hemisphericLight.js';
import { LoadAssetContainerAsync } from '@babylonjs/core/Loading/sceneLoader.js';
import { Color4 } from '@babylonjs/core/Maths/math.color.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { MeshoptCompression } from '@babylonjs/core/Meshes/Compression/meshoptCompression.js';
import { Scene } from '@babylonjs/core/scene.js';

declare global {
  interface Window {
    /** RGBA of each view, base64, rows from the bottom. */
    renderViews(glbUrl: string, sizePx: number): Promise<string[]>;
  }
}

MeshoptCompression.Configuration.decoder.url = meshoptDecoderUrl;

/** Twelve directions: the corners of an icosahedron, turned a little so that none looks along an axis. */
const VIEWS = (() => {
  const golden = (1 + Math.sqrt(5)) / 2;
  const corners = [-1, 1].flatMap((a) =>
    [-golden, golden].flatMap((b) => [
      [0, a, b],
      [a, b, 0],
      [b, 0, a],
    ]),
  );
  return corners.map(([x, y, z]) => {
    const [cos, sin] = [Math.cos(0.4), Math.sin(0.4)];
    return new Vector3(x! * cos + z! * sin, y! + 0.2, z! * cos - x! * sin).normalize();
  });
})();

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
  const scene = new Scene(engine);
  scene.clearColor = new Color4(0, 0, 0, 0);
  const glb = new Uint8Array(await (await fetch(glbUrl)).arrayBuffer());
  const container = await LoadAssetContainerAsync(glb, scene, { pluginExtension: '.glb' });
  container.addAllToScene();
  const sky = new HemisphericLight('sky', new Vector3(0.2, 1, 0.1), scene);
  sky.intensity = 0.7;
  const sun = new DirectionalLight('sun', new Vector3(-0.5, -0.7, 0.6), scene);
  sun.intensity = 2;
  const camera = new FreeCamera('camera', new Vector3(0, 0, -1.9), scene);
  camera.fov = 0.62;
  camera.minZ = 0.1;
  const images: string[] = [];
  await scene.whenReadyAsync();
  for (const direction of VIEWS) {
    camera.position = direction.scale(1.9);
    camera.setTarget(Vector3.Zero());
    for (let frame = 0; frame < 2; frame++) scene.render();
    images.push(base64(new Uint8Array((await engine.readPixels(0, 0, sizePx, sizePx)).buffer)));
  }
  scene.dispose();
  engine.dispose();
  return images;
};
