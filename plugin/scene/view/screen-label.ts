import type { Camera } from '@babylonjs/core/Cameras/camera.js';
import { Constants } from '@babylonjs/core/Engines/constants.js';
import { StandardMaterial } from '@babylonjs/core/Materials/standardMaterial.js';
import { DynamicTexture } from '@babylonjs/core/Materials/Textures/dynamicTexture.js';
import { Matrix, Quaternion, Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { CreatePlane } from '@babylonjs/core/Meshes/Builders/planeBuilder.js';
import { RenderingManager } from '@babylonjs/core/Rendering/renderingManager.js';
import type { Scene } from '@babylonjs/core/scene.js';
import { offLists } from '../content/make-mesh.ts';
import { showUnlit } from '../content/unlit-image.ts';
import type { Bounds } from '../place/bounds.ts';

/** A line of text above something in the scene, of the same size on screen at any distance. */
export interface ScreenLabel {
  setText(text: string): void;
  dispose(): void;
}

// CSS pixels.
const WIDTH = 340;
const HEIGHT = 26;
const FONT = 13;
const PADDING = 10;
const GAP = 8;
const MARGIN = 4;

/**
 * Creates a label above the box that `getBounds` returns, in front of everything, and within the view while the box is in
 * view. Not pickable, not serialised, hidden from the Scene Explorer, not part of the scene's extent. Undefined without a
 * canvas.
 */
export function createScreenLabel(
  scene: Scene,
  name: string,
  getBounds: () => Bounds | undefined,
): ScreenLabel | undefined {
  const engine = scene.getEngine();
  if (!engine.getRenderingCanvas()) return undefined;
  const ratio = Math.min(2, Math.max(1, 1 / engine.getHardwareScalingLevel()));
  const { mesh, material, texture } = offLists(scene, () => {
    const size = { width: Math.round(WIDTH * ratio), height: Math.round(HEIGHT * ratio) };
    return {
      mesh: CreatePlane(name, { width: WIDTH, height: HEIGHT }, scene),
      material: new StandardMaterial(name, scene),
      texture: new DynamicTexture(name, size, scene, false),
    };
  });
  showUnlit(material, texture);
  material.depthFunction = Constants.ALWAYS;
  material.disableDepthWrite = true;
  mesh.material = material;
  mesh.isPickable = false;
  mesh.applyFog = false;
  mesh.doNotSerialize = true;
  mesh.reservedDataStore = { hidden: true };
  mesh.alwaysSelectAsActiveMesh = true;
  // Its matrix is set below; for Babylon this means that the scene's extent leaves it out.
  mesh.infiniteDistance = true;
  mesh.renderingGroupId = RenderingManager.MAX_RENDERINGGROUPS - 1;
  mesh.alphaIndex = Number.POSITIVE_INFINITY;
  mesh.isVisible = false;
  scene.meshes.push(mesh);

  let shown: string | undefined;
  let textWidth = 0;
  const observer = scene.onBeforeCameraRenderObservable.add((camera) => {
    const bounds = getBounds();
    const world = bounds && labelMatrix(camera, bounds, textWidth);
    mesh.isVisible = world !== undefined;
    if (world) mesh.freezeWorldMatrix(world);
  });

  return {
    setText(text) {
      if (text === shown) return;
      shown = text;
      textWidth = drawText(texture, text, ratio);
    },
    dispose() {
      observer.remove();
      const index = scene.meshes.indexOf(mesh);
      if (index >= 0) scene.meshes.splice(index, 1);
      mesh.dispose();
      material.dispose();
      texture.dispose();
    },
  };
}

/** Draws the text in the middle and returns the width of its plate, in CSS pixels. */
function drawText(texture: DynamicTexture, text: string, ratio: number): number {
  const context = texture.getContext() as CanvasRenderingContext2D;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, WIDTH, HEIGHT);
  context.font = `600 ${FONT}px system-ui, sans-serif`;
  const width = Math.min(WIDTH, context.measureText(text).width + 2 * PADDING);
  context.fillStyle = 'rgb(28 32 38 / 0.88)';
  context.beginPath();
  context.roundRect((WIDTH - width) / 2, 0, width, HEIGHT, HEIGHT / 2);
  context.fill();
  context.fillStyle = '#fff';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(text, WIDTH / 2, HEIGHT / 2 + 0.5, WIDTH - 2 * PADDING);
  texture.update();
  return width;
}

/** World matrix of the label for a camera, which may be any: computed from its matrices. Undefined out of view. */
function labelMatrix(camera: Camera, { min, max }: Bounds, textWidth: number): Matrix | undefined {
  const engine = camera.getEngine();
  const { width, height } = camera.viewport.toGlobal(engine.getRenderWidth(), engine.getRenderHeight());
  const scale = engine.getHardwareScalingLevel();
  const view = camera.getViewMatrix();
  const projection = camera.getProjectionMatrix();
  const p = projection.m;
  const x = (min.x + max.x) / 2;
  const z = (min.z + max.z) / 2;
  const at = Vector3.TransformCoordinates(new Vector3(x, max.y, z), view);
  const foot = Vector3.TransformCoordinates(new Vector3(x, min.y, z), view);
  const depth = p[3]! * at.x + p[7]! * at.y + p[11]! * at.z + p[15]!;
  if (depth <= 0) return undefined;
  const top = Vector3.TransformCoordinates(at, projection);
  const bottom = Vector3.TransformCoordinates(foot, projection);
  if (Math.abs(top.x) > 1 || top.y < -1 || bottom.y > 1) return undefined;
  // From −1 to 1 across the view, for pixels of the canvas.
  const unitX = (2 * 1) / (width * scale);
  const unitY = (2 * 1) / (height * scale);
  const limitX = Math.max(0, 1 - (textWidth / 2 + MARGIN) * unitX);
  const limitY = Math.max(0, 1 - (HEIGHT / 2 + MARGIN) * unitY);
  const wantedY = top.y + (HEIGHT / 2 + GAP) * unitY;
  // On whole pixels, so that the text is sharp.
  const snap = (value: number, size: number) => (2 * Math.round(((value + 1) / 2) * size)) / size - 1;
  const centreX = snap(Math.min(limitX, Math.max(-limitX, top.x)), width);
  const centreY = snap(Math.min(limitY, Math.max(-limitY, wantedY)), height);
  const position = new Vector3(
    (centreX * depth - p[8]! * at.z - p[12]!) / p[0]!,
    (centreY * depth - p[9]! * at.z - p[13]!) / p[5]!,
    at.z,
  );
  const scaling = new Vector3((unitX * depth) / p[0]!, (unitY * depth) / p[5]!, 1);
  return Matrix.Compose(scaling, Quaternion.Identity(), position).multiply(Matrix.Invert(view));
}
