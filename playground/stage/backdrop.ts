import { Layer } from '@babylonjs/core/Layers/layer.js';
import { BackgroundMaterial } from '@babylonjs/core/Materials/Background/backgroundMaterial.js';
import { ImageProcessingConfiguration } from '@babylonjs/core/Materials/imageProcessingConfiguration.js';
import { DynamicTexture } from '@babylonjs/core/Materials/Textures/dynamicTexture.js';
import { CreateGround } from '@babylonjs/core/Meshes/Builders/groundBuilder.js';
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import type { Scene } from '@babylonjs/core/scene.js';

const GROUND_SIZE_M = 12;
const GROUND_TEXTURE_PX = 2048;

/** Colours of the studio in one theme. The floor ends in `wallLow`, so that its edge cannot be seen. */
interface Palette {
  readonly wallHigh: string;
  readonly wallLow: string;
  readonly floor: string;
  /** RGB of the grid's lines, without opacity. */
  readonly line: string;
  readonly shadowLevel: number;
}

const LIGHT: Palette = {
  wallHigh: '#dfe6ee',
  wallLow: '#f1f3f6',
  floor: '#fbfcfd',
  line: '96 112 140',
  shadowLevel: 0.55,
};
const DARK: Palette = {
  wallHigh: '#1b2027',
  wallLow: '#2a3039',
  floor: '#414955',
  line: '190 205 230',
  shadowLevel: 0.35,
};

export interface Backdrop {
  readonly ground: Mesh;
  setDark(isDark: boolean): void;
}

/** A floor that fades into a wall with a soft gradient, both drawn on canvases. */
export function createBackdrop(scene: Scene): Backdrop {
  const wall = new DynamicTexture('Wall', { width: 4, height: 256 }, scene, false);
  const layer = new Layer('Wall', null, scene, true);
  layer.texture = wall;

  const ground = CreateGround('Ground', { width: GROUND_SIZE_M, height: GROUND_SIZE_M }, scene);
  const floor = new DynamicTexture('Floor', GROUND_TEXTURE_PX, scene, true);
  floor.hasAlpha = true;
  floor.anisotropicFilteringLevel = 4;
  const material = new BackgroundMaterial('Floor', scene);
  material.diffuseTexture = floor;
  material.useRGBColor = true;
  // The floor must match the wall, which has no tone mapping.
  material.imageProcessingConfiguration = new ImageProcessingConfiguration();
  material.imageProcessingConfiguration.isEnabled = false;
  ground.material = material;
  ground.receiveShadows = true;

  return {
    ground,
    setDark(isDark) {
      const palette = isDark ? DARK : LIGHT;
      drawWall(wall, palette);
      drawFloor(floor, palette);
      material.shadowLevel = palette.shadowLevel;
    },
  };
}

function drawWall(texture: DynamicTexture, palette: Palette): void {
  const context = texture.getContext();
  const { width, height } = texture.getSize();
  const gradient = context.createLinearGradient(0, 0, 0, height);
  gradient.addColorStop(0, palette.wallHigh);
  gradient.addColorStop(0.55, palette.wallLow);
  gradient.addColorStop(1, palette.wallLow);
  context.fillStyle = gradient;
  context.fillRect(0, 0, width, height);
  texture.update();
}

function drawFloor(texture: DynamicTexture, palette: Palette): void {
  const context = texture.getContext() as CanvasRenderingContext2D;
  const size = texture.getSize().width;
  const metre = size / GROUND_SIZE_M;
  const centre = size / 2;
  context.globalCompositeOperation = 'source-over';
  context.clearRect(0, 0, size, size);
  const pool = context.createRadialGradient(centre, centre, 0, centre, centre, centre);
  pool.addColorStop(0, palette.floor);
  pool.addColorStop(0.75, palette.wallLow);
  pool.addColorStop(1, palette.wallLow);
  context.fillStyle = pool;
  context.fillRect(0, 0, size, size);

  const lines = (stepM: number, opacity: number, widthPx: number) => {
    context.strokeStyle = `rgb(${palette.line} / ${opacity})`;
    context.lineWidth = widthPx;
    context.beginPath();
    for (let at = centre % (stepM * metre); at <= size; at += stepM * metre) {
      context.moveTo(at, 0);
      context.lineTo(at, size);
      context.moveTo(0, at);
      context.lineTo(size, at);
    }
    context.stroke();
  };
  lines(0.25, 0.12, 1.5);
  lines(1, 0.2, 2);

  // Where assets are placed.
  context.strokeStyle = `rgb(${palette.line} / 0.4)`;
  context.lineWidth = 3;
  context.beginPath();
  context.arc(centre, centre, 0.75 * metre, 0, 2 * Math.PI);
  context.stroke();

  const fade = context.createRadialGradient(centre, centre, 0, centre, centre, centre);
  fade.addColorStop(0, '#000');
  fade.addColorStop(0.35, '#000');
  fade.addColorStop(0.95, 'transparent');
  context.globalCompositeOperation = 'destination-in';
  context.fillStyle = fade;
  context.fillRect(0, 0, size, size);
  texture.update();
}
