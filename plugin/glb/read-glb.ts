import type { ImageInfo } from '../recipe/image.ts';
import { checkAccessors } from './check-accessors.ts';
import { checkImages } from './check-images.ts';
import { checkJson } from './check-json.ts';
import { checkPrimitives } from './check-primitives.ts';
import { checkReferences } from './check-references.ts';
import { checkScene } from './check-scene.ts';
import { type Gltf, parseGltf } from './gltf-schema.ts';
import { parseGlb } from './parse-glb.ts';

/** A GLB that has passed every check: indices point at what exists, accessors lie inside `bin`, nodes are a forest. */
export interface CheckedGlb {
  readonly gltf: Gltf;
  readonly bin: Uint8Array;
  /** One entry an image of `gltf.images`. */
  readonly images: readonly ImageInfo[];
}

/** @throws ImageTo3DError `invalid-glb` with the first fault found, cheap checks first. */
export function readGlb(bytes: Uint8Array): CheckedGlb {
  const { json, bin } = parseGlb(bytes);
  checkJson(json);
  const gltf = parseGltf(json);
  checkAccessors(gltf, bin.length);
  checkReferences(gltf);
  const images = checkImages(gltf, bin);
  checkScene(gltf);
  checkPrimitives(gltf, bin);
  return { gltf, bin, images };
}
