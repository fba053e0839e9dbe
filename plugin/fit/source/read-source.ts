import type { SurfaceMap } from '../../budget/master-facts.ts';
import { imageOf } from '../../glb/check/references.ts';
import { type CheckedGlb, readGlb } from '../../glb/read-glb.ts';
import type { EncodedTexture, SourceSurface, TexturedMesh } from '../mesh/surface.ts';
import { accessorData } from './accessor-data.ts';
import { mergeMeshes } from './merge-meshes.ts';
import { type RawDocument, readRawDocument } from './raw-document.ts';
import { type ReadMaterial, readMaterial } from './read-material.ts';
import { readPart } from './read-part.ts';
import { sceneParts } from './scene-parts.ts';
import { type ViewBytes, viewBytes } from './view-bytes.ts';

/** How a fit treats a master. */
export type ReadSource =
  /** Static triangles with one plain material. */
  | { readonly kind: 'surface'; readonly surface: SourceSurface }
  | {
      readonly kind: 'document';
      /** Why it is not a single surface, as a sentence. */
      readonly reason: string;
      /** Why its triangles must not be changed, as a sentence; absent if they may. */
      readonly geometryRefusal?: string;
    };

const REPEAT = 10497;

/**
 * Reads a master GLB: all drawn primitives in scene space, merged to one mesh, with the encoded images of its material.
 * All arrays are copies: the master's bytes are no longer needed.
 *
 * @param glb the result of `readGlb`, if it was already read.
 * @throws ImageTo3DError `invalid-glb`
 */
export async function readSource(master: Uint8Array, glb: CheckedGlb = readGlb(master)): Promise<ReadSource> {
  const raw = readRawDocument(master);
  const { parts, refusal, obstacle } = sceneParts(glb.gltf, raw);
  if (refusal !== undefined)
    return { kind: 'document', reason: `The file ${refusal}.`, geometryRefusal: `The file ${refusal}.` };
  if (obstacle !== undefined) return { kind: 'document', reason: `The file ${obstacle}.` };
  const index = parts[0]?.primitive.material;
  const read = readMaterial(index === undefined ? undefined : glb.gltf.materials[index]);
  if ('obstacle' in read) return { kind: 'document', reason: `The material ${read.obstacle}.` };
  const bytes = await viewBytes(glb);
  const data = accessorData(glb, bytes);
  const meshes: TexturedMesh[] = [];
  for (const part of parts) meshes.push(await readPart(data, part, read.layout));
  const mesh = mergeMeshes(meshes);
  if (!staysInsideTexture(glb, raw, read, mesh.uvs))
    return {
      kind: 'document',
      reason: 'The material has textures that are clamped or mirrored at their edge.',
    };
  const { copyright, extras } = raw.asset;
  return {
    kind: 'surface',
    surface: {
      name: nameOf(glb, raw),
      mesh,
      isFlat: parts.every(({ primitive }) => !Object.hasOwn(primitive.attributes, 'NORMAL')),
      material: read.material,
      images: imagesOf(glb, bytes, read),
      ...(copyright !== undefined && { copyright }),
      ...(extras && { extras }),
    },
  };
}

/** The first name of what is drawn: of its node, else of its mesh. */
function nameOf({ gltf }: CheckedGlb, raw: RawDocument): string {
  const drawn = gltf.nodes.findIndex(({ mesh }) => mesh !== undefined);
  return raw.nodes[drawn]?.name || raw.meshes[gltf.nodes[drawn]?.mesh ?? -1]?.name || '';
}

// Later steps assume the wrap mode repeat; other modes differ only for UVs outside 0…1.
function staysInsideTexture(
  { gltf }: CheckedGlb,
  raw: RawDocument,
  { textures }: Exclude<ReadMaterial, { obstacle: string }>,
  uvs: Float32Array,
): boolean {
  const isRepeated = Object.values(textures).every((texture) => {
    const sampler = raw.samplers[gltf.textures[texture]?.sampler ?? -1];
    return !sampler || (sampler.wrapS === REPEAT && sampler.wrapT === REPEAT);
  });
  if (isRepeated) return true;
  const slack = 1e-3;
  for (let i = 0; i < uvs.length; i++) if (uvs[i]! < -slack || uvs[i]! > 1 + slack) return false;
  return true;
}

function imagesOf(
  { gltf, images }: CheckedGlb,
  bytesOfView: ViewBytes,
  { textures }: Exclude<ReadMaterial, { obstacle: string }>,
): SourceSurface['images'] {
  // An image used for two maps stays one object.
  const known = new Map<number, EncodedTexture>();
  const found: Partial<Record<SurfaceMap, EncodedTexture>> = {};
  for (const [map, texture] of Object.entries(textures)) {
    const image = imageOf(gltf.textures[texture]!);
    if (image === undefined) continue;
    const { mimeType, widthPx, heightPx } = images[image]!;
    const encoded = known.get(image) ?? {
      bytes: new Uint8Array(bytesOfView(gltf.images[image]!.bufferView!)),
      mimeType: mimeType as EncodedTexture['mimeType'],
      widthPx,
      heightPx,
    };
    known.set(image, encoded);
    found[map as SurfaceMap] = encoded;
  }
  return found;
}
