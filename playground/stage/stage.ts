import '@babylonjs/core/Culling/ray.js';
import { ArcRotateCamera } from '@babylonjs/core/Cameras/arcRotateCamera.js';
import { Camera } from '@babylonjs/core/Cameras/camera.js';
import { Engine } from '@babylonjs/core/Engines/engine.js';
import { DirectionalLight } from '@babylonjs/core/Lights/directionalLight.js';
import { HemisphericLight } from '@babylonjs/core/Lights/hemisphericLight.js';
import { ShadowGenerator } from '@babylonjs/core/Lights/Shadows/shadowGenerator.js';
import '@babylonjs/core/Lights/Shadows/shadowGeneratorSceneComponent.js';
import { ImageProcessingConfiguration } from '@babylonjs/core/Materials/imageProcessingConfiguration.js';
import { Color3 } from '@babylonjs/core/Maths/math.color.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { Scene } from '@babylonjs/core/scene.js';
import { followShadowCasters } from '../shadows.ts';
import { createBackdrop } from './backdrop.ts';
import { lightByStudio } from './environment.ts';

const MAX_PIXEL_RATIO = 2;
/** On a screen of 1024 px or more; a smaller one gets a smaller map, with the same softness. */
const SHADOW_MAP_PX = 1024;
const SHADOW_BLUR_PX = 40;

export interface Stage {
  readonly scene: Scene;
  readonly camera: ArcRotateCamera;
  setDark(isDark: boolean): void;
}

/** An empty photo studio without any download: camera, lights, soft shadows, floor. Starts its render loop. */
export function createStage(canvas: HTMLCanvasElement): Stage {
  const engine = new Engine(canvas, true, { stencil: true });
  engine.setHardwareScalingLevel(1 / Math.min(window.devicePixelRatio, MAX_PIXEL_RATIO));
  // Without this Babylon downloads the loading screen's logo from its site.
  engine.hideLoadingUI();
  const scene = new Scene(engine);
  const { imageProcessingConfiguration } = scene;
  imageProcessingConfiguration.toneMappingEnabled = true;
  imageProcessingConfiguration.toneMappingType = ImageProcessingConfiguration.TONEMAPPING_KHR_PBR_NEUTRAL;

  lightByStudio(scene);
  const camera = createCamera(scene);
  const backdrop = createBackdrop(scene);
  const shadows = createLights(scene);
  followShadowCasters(scene, shadows, (mesh) => mesh !== backdrop.ground);

  // Resizing clears the canvas, so resize in the frame that redraws it.
  let resized = true;
  new ResizeObserver(() => {
    resized = true;
  }).observe(canvas);
  engine.runRenderLoop(() => {
    if (resized) fitToCanvas(engine, camera);
    resized = false;
    scene.render();
  });
  return { scene, camera, setDark: backdrop.setDark };
}

/** Keeps the whole subject visible in a tall, narrow canvas, too. */
function fitToCanvas(engine: Engine, camera: ArcRotateCamera): void {
  engine.resize();
  const isTall = engine.getRenderWidth() < engine.getRenderHeight();
  camera.fovMode = isTall ? Camera.FOVMODE_HORIZONTAL_FIXED : Camera.FOVMODE_VERTICAL_FIXED;
}

/** Faces the +Z side, the front of a generated asset. */
function createCamera(scene: Scene): ArcRotateCamera {
  const camera = new ArcRotateCamera('Camera', Math.PI / 2 + 0.35, 1.25, 3.2, new Vector3(0, 0.42, 0), scene);
  camera.fov = 0.7;
  camera.minZ = 0.02;
  camera.maxZ = 100;
  camera.lowerRadiusLimit = 0.3;
  camera.upperRadiusLimit = 20;
  camera.upperBetaLimit = Math.PI / 2 - 0.01;
  camera.wheelDeltaPercentage = 0.02;
  camera.pinchDeltaPercentage = 0.004;
  camera.panningSensibility = 900;
  camera.attachControl(true);
  return camera;
}

function createLights(scene: Scene): ShadowGenerator {
  const sky = new HemisphericLight('Sky light', Vector3.Up(), scene);
  sky.intensity = 0.25;
  sky.groundColor = new Color3(0.5, 0.47, 0.44);
  const key = new DirectionalLight('Key light', new Vector3(-0.75, -1, -0.35).normalize(), scene);
  key.position = key.direction.scale(-6);
  key.intensity = 2.4;
  key.diffuse = new Color3(1, 0.97, 0.92);
  key.shadowMinZ = 0.5;
  key.shadowMaxZ = 14;
  key.autoUpdateExtends = true;

  // The canvas may grow to the whole screen.
  const longSidePx = Math.max(screen.width, screen.height, 64) * Math.min(window.devicePixelRatio, 1);
  const mapPx = Math.min(SHADOW_MAP_PX, 2 ** Math.floor(Math.log2(longSidePx)));
  const shadows = new ShadowGenerator(mapPx, key);
  // Blurred once per change of the map and then read with a single tap: soft and cheap.
  shadows.useBlurCloseExponentialShadowMap = true;
  shadows.useKernelBlur = true;
  shadows.blurScale = 1;
  shadows.blurKernel = (SHADOW_BLUR_PX * mapPx) / SHADOW_MAP_PX;
  shadows.depthScale = 110;
  shadows.bias = 0.0005;
  return shadows;
}
