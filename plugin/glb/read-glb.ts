import { checkAccessors } from './check/accessors.ts';
import { checkImages, type GlbImage } from './check/images.ts';
import { checkJson } from './check/json.ts';
import { checkMaterials } from './check/materials.ts';
import { checkMotion } from './check/motion.ts';
import { checkPrimitives } from './check/primitives.ts';
import { checkReferences } from './check/references.ts';
import { checkScene } from './check/scene.ts';
import { DEFAULT_DECODERS, type GlbDecoder } from './glb-limits.ts';
import { type Gltf, parseGltf } from './gltf-schema.ts';
import { parseGlb } from './parse-glb.ts';

/** A GLB that passed every check: indices are valid, uncompressed accessors lie inside `bin`, nodes form a forest. */
export interface CheckedGlb {
  readonly gltf: Gltf;
  readonly bin: Uint8Array;
  /** One entry per image of `gltf.images`. */
  readonly images: readonly GlbImage[];
}

export interface ReadGlbOptions {
  /**
   * The available decoders, default `meshopt`; a file that needs another one is refused. Nothing is decoded here, so
   * compressed indices are not checked against the number of vertices.
   */
  readonly decoders?: readonly GlbDecoder[];
}

/** @throws ImageTo3DError `invalid-glb` with the first fault found, cheap checks first. */
export function readGlb(bytes: Uint8Array, { decoders = DEFAULT_DECODERS }: ReadGlbOptions = {}): CheckedGlb {
  const { json, bin } = parseGlb(bytes);
  checkJson(json, decoders);
  const gltf = parseGltf(json);
  checkAccessors(gltf, bin.length);
  checkReferences(gltf);
  checkMaterials(gltf);
  checkMotion(gltf);
  const images = checkImages(gltf, bin, decoders);
  checkScene(gltf);
  checkPrimitives(gltf, bin);
  return { gltf, bin, images };
}
