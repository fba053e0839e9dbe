import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import { TargetCamera } from '@babylonjs/core/Cameras/targetCamera.js';
import type { AbstractEngine } from '@babylonjs/core/Engines/abstractEngine.js';
import { Constants } from '@babylonjs/core/Engines/constants.js';
import { DirectionalLight } from '@babylonjs/core/Lights/directionalLight.js';
import { RawCubeTexture } from '@babylonjs/core/Materials/Textures/rawCubeTexture.js';
import '@babylonjs/core/Materials/Textures/baseTexture.polynomial.js';
import { Quaternion, Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { CubeMapToSphericalPolynomialTools } from '@babylonjs/core/Misc/HighDynamicRange/cubemapToSphericalPolynomial.js';
import { Scene } from '@babylonjs/core/scene.js';
import { ImageTo3DError } from '../../core/errors.ts';
import { geometryMeshes } from '../content/name-content.ts';
import { vertexBounds } from '../place/bounds.ts';
import { prepareContentNode } from '../place/content-node.ts';

const FACE_PX = 16;
const MARGIN = 1.04;
/** Shows a file's front, which is +z, a little from the side and from above. */
const TURN = Quaternion.RotationAxis(Vector3.Right(), 0.38).multiply(
  Quaternion.RotationAxis(Vector3.Up(), 0.55),
);

/** A scene for one model, seen by no one: the engine does not list it. Disposing of it frees all that it holds. */
export function createStudio(engine: AbstractEngine): Scene {
  const scene = new Scene(engine, { virtual: true });
  // Else the canvas gets another cursor when the listeners go.
  scene.doNotHandleCursors = true;
  scene.detachControl();
  scene.environmentTexture = createSurroundings(scene);
  const key = new DirectionalLight('key', new Vector3(-0.6, -1, -0.8), scene);
  key.intensity = 0.95;
  return scene;
}

/**
 * Adds a model, turned towards a new camera, which sees all of it as large as possible in a square image. Throws
 * `import-failed` for a model without extent.
 */
export function pose(container: AssetContainer): TargetCamera {
  const { scene } = container;
  container.addAllToScene();
  const { node } = prepareContentNode(container);
  node.rotationQuaternion = TURN.clone();
  const { min, max } = vertexBounds(geometryMeshes(container))!;
  const centre = min.add(max).scaleInPlace(0.5);
  const half = max.subtract(centre);
  const depth = 2 * half.length();
  if (!(depth > 0 && Number.isFinite(depth)))
    throw new ImageTo3DError('import-failed', `The model measures ${depth} m: it cannot be drawn.`);
  const camera = new TargetCamera('camera', centre.add(new Vector3(0, 0, depth)), scene);
  camera.setTarget(centre);
  camera.minZ = depth / 4;
  camera.maxZ = depth * 2;
  camera.mode = TargetCamera.ORTHOGRAPHIC_CAMERA;
  camera.orthoTop = camera.orthoRight = MARGIN * Math.max(half.x, half.y);
  camera.orthoBottom = camera.orthoLeft = -camera.orthoTop;
  scene.activeCamera = camera;
  return camera;
}

/** A bright room: white above, grey below, one window. Metal shows what is around it, and is black without. */
function createSurroundings(scene: Scene): RawCubeTexture {
  const window = new Vector3(0.8, 0.8, 0.5).normalize();
  const faces = Array.from({ length: 6 }, (_, face) => {
    const texels = new Uint8Array(FACE_PX * FACE_PX * 4).fill(255);
    for (let at = 0; at < FACE_PX * FACE_PX; at++) {
      const direction = directionOf(face, at % FACE_PX, Math.floor(at / FACE_PX));
      const light = 0.56 + 0.25 * direction.y + 0.6 * Math.max(0, Vector3.Dot(direction, window)) ** 8;
      texels.fill(Math.min(255, 255 * light), 4 * at, 4 * at + 3);
    }
    return texels;
  });
  const texture = new RawCubeTexture(
    scene,
    faces,
    FACE_PX,
    Constants.TEXTUREFORMAT_RGBA,
    Constants.TEXTURETYPE_UNSIGNED_BYTE,
    true,
    false,
    Constants.TEXTURE_TRILINEAR_SAMPLINGMODE,
  );
  texture.gammaSpace = false;
  const [right, left, up, down, front, back] = faces;
  texture.sphericalPolynomial = CubeMapToSphericalPolynomialTools.ConvertCubeMapToSphericalPolynomial({
    size: FACE_PX,
    right: right!,
    left: left!,
    up: up!,
    down: down!,
    front: front!,
    back: back!,
    format: Constants.TEXTUREFORMAT_RGBA,
    type: Constants.TEXTURETYPE_UNSIGNED_BYTE,
    gammaSpace: false,
  });
  return texture;
}

/** Direction through a texel of a cube face, in the order +x −x +y −y +z −z. */
function directionOf(face: number, column: number, row: number): Vector3 {
  const [u, v] = [column, row].map((at) => ((at + 0.5) / FACE_PX) * 2 - 1) as [number, number];
  const directions = [
    [1, -v, -u],
    [-1, -v, u],
    [u, 1, v],
    [u, -1, -v],
    [u, -v, 1],
    [-u, -v, -1],
  ] as const;
  return new Vector3(...directions[face]!).normalize();
}
