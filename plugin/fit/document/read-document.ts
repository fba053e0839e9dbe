import type { Document, JSONDocument, WebIO } from '@gltf-transform/core';
import { ImageTo3DError } from '../../core/errors.ts';
import { MORPHED } from '../source/scene-parts.ts';
import { repairAttributes } from './finite-attributes.ts';

/** Extensions that a fit does not support, with advice for the user. */
const REFUSED: Readonly<Record<string, string>> = {
  KHR_draco_mesh_compression: 'geometry compressed with Draco; export it without Draco',
  KHR_texture_basisu:
    'KTX2 textures, which cannot be decoded here; export it with PNG, JPEG or WebP textures',
  EXT_texture_avif: 'AVIF textures; export it with PNG, JPEG or WebP textures',
  KHR_gaussian_splatting: 'Gaussian splats, which have no triangles',
  EXT_mesh_gpu_instancing: 'GPU instances; export them as nodes',
};

const unfittable = (sentence: string, cause?: unknown) =>
  new ImageTo3DError('unfittable', sentence, cause === undefined ? {} : { cause });

/** glTF-Transform with all its extensions and meshopt's codecs: loaded on first use. */
export async function loadGltfIo(): Promise<{ io: WebIO; known: ReadonlySet<string> }> {
  const [{ Logger, WebIO: Io }, { ALL_EXTENSIONS }, { MeshoptDecoder }, { MeshoptEncoder }] =
    await Promise.all([
      import('@gltf-transform/core'),
      import('@gltf-transform/extensions'),
      import('meshoptimizer/decoder'),
      import('meshoptimizer/encoder'),
    ]);
  await Promise.all([MeshoptDecoder.ready, MeshoptEncoder.ready]);
  const io = new Io()
    .setLogger(new Logger(Logger.Verbosity.SILENT))
    .registerExtensions(ALL_EXTENSIONS)
    .registerDependencies({ 'meshopt.decoder': MeshoptDecoder, 'meshopt.encoder': MeshoptEncoder });
  return { io, known: new Set(ALL_EXTENSIONS.map(({ EXTENSION_NAME }) => EXTENSION_NAME)) };
}

function check(json: JSONDocument['json'], known: ReadonlySet<string>): string[] {
  const used = json.extensionsUsed ?? [];
  for (const name of used) if (REFUSED[name]) throw unfittable(`The file has ${REFUSED[name]} (${name}).`);
  const required = (json.extensionsRequired ?? []).filter((name) => !known.has(name));
  if (required.length > 0)
    throw unfittable(`The file requires ${required.join(', ')}, which a fit does not support.`);
  return used
    .filter((name) => !known.has(name))
    .map((name) =>
      name === 'MSFT_lod'
        ? 'The LODs in the file are dropped. Ask for LODs to make new ones.'
        : `The data of the extension ${name} is dropped: a fit does not support it.`,
    );
}

/** Levels of detail are made anew, from the finest. */
function dropLods(document: Document, { nodes = [] }: JSONDocument['json']): void {
  const all = document.getRoot().listNodes();
  for (const { extensions } of nodes)
    for (const id of (extensions?.MSFT_lod as { ids: number[] } | undefined)?.ids ?? []) {
      const mesh = all[id]?.getMesh();
      all[id]?.dispose();
      if (!mesh?.listParents().every(({ propertyType }) => propertyType === 'Root')) continue;
      for (const primitive of mesh.listPrimitives()) primitive.dispose();
      mesh.dispose();
    }
}

/**
 * Reads a GLB as a document. `remarks` list what was dropped or repaired.
 *
 * @throws ImageTo3DError `unfittable` with the name of what is not supported; `invalid-glb` when it cannot be read.
 */
export async function readDocument(
  io: WebIO,
  known: ReadonlySet<string>,
  master: Uint8Array,
): Promise<{ document: Document; remarks: string[] }> {
  try {
    const parsed = await io.binaryToJSON(master);
    const remarks = check(parsed.json, known);
    const document = await io.readJSON(parsed);
    dropLods(document, parsed.json);
    return { document, remarks: [...remarks, ...repairAttributes(document)] };
  } catch (cause) {
    if (cause instanceof ImageTo3DError) throw cause;
    throw new ImageTo3DError('invalid-glb', `The GLB cannot be read: ${(cause as Error).message}.`, {
      cause,
    });
  }
}

/** Why the triangles of this document must not be changed, as the end of a sentence; undefined when they may. */
export function geometryRefusal(document: Document): string | undefined {
  const isMorphed = document
    .getRoot()
    .listMeshes()
    .some((mesh) => mesh.listPrimitives().some((primitive) => primitive.listTargets().length > 0));
  return isMorphed ? `the file ${MORPHED}` : undefined;
}
