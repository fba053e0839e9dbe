import { Constants } from '@babylonjs/core/Engines/constants.js';
import { HDRFiltering } from '@babylonjs/core/Materials/Textures/Filtering/hdrFiltering.js';
import { RawCubeTexture } from '@babylonjs/core/Materials/Textures/rawCubeTexture.js';
import '@babylonjs/core/Materials/Textures/baseTexture.polynomial.js';
import { CubeMapToSphericalPolynomialTools } from '@babylonjs/core/Misc/HighDynamicRange/cubemapToSphericalPolynomial.js';
import { ToHalfFloat } from '@babylonjs/core/Misc/halfFloat.js';
import type { Scene } from '@babylonjs/core/scene.js';
import { skyCubeFaces } from './sky.ts';

/** Enough for soft lights without edges, and quick to compute and to filter. */
const FACE_SIZE_PX = 64;
const FILTER_SAMPLES = 64;

/** Lights the scene with the computed studio: spherical harmonics for diffuse, a filtered mip chain for glossy surfaces. No download. */
export function lightByStudio(scene: Scene): void {
  const faces = skyCubeFaces(FACE_SIZE_PX);
  // Half floats can be filtered linearly on every WebGL 2 device, 32-bit floats cannot.
  const halfFaces = faces.map((texels) => Uint16Array.from(texels, ToHalfFloat));
  const texture = new RawCubeTexture(
    scene,
    halfFaces,
    FACE_SIZE_PX,
    Constants.TEXTUREFORMAT_RGBA,
    Constants.TEXTURETYPE_HALF_FLOAT,
    true,
    false,
    Constants.TEXTURE_TRILINEAR_SAMPLINGMODE,
  );
  texture.name = 'Studio environment';
  texture.gammaSpace = false;
  const [right, left, up, down, front, back] = faces;
  texture.sphericalPolynomial = CubeMapToSphericalPolynomialTools.ConvertCubeMapToSphericalPolynomial({
    size: FACE_SIZE_PX,
    right: right!,
    left: left!,
    up: up!,
    down: down!,
    front: front!,
    back: back!,
    format: Constants.TEXTUREFORMAT_RGBA,
    type: Constants.TEXTURETYPE_FLOAT,
    gammaSpace: false,
  });
  scene.environmentTexture = texture;
  // Use unfiltered mips until the filter's shader is ready.
  new HDRFiltering(scene.getEngine(), { quality: FILTER_SAMPLES }).prefilter(texture).catch(() => undefined);
}
