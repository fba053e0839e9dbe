import type { Document, WebIO } from '@gltf-transform/core';
import type { FitOutput } from '../../budget/fit-plan.ts';
import { binaryParts, packGlb } from '../../glb/pack-glb.ts';
import type { NodeLods } from './document-lods.ts';

/**
 * Not positions: quantised ones would need a change of the node transform or of the inverse bind matrices. Not skin
 * weights: after rounding they would have to be made to sum to 1 again.
 */
const QUANTISED = /^(NORMAL|TANGENT|TEXCOORD_\d+|COLOR_\d+)$/;

/** Textures of 2048 px and more need steps finer than 1/4096. */
const texcoordBits = (sizePx: number) => (sizePx >= 2048 ? 14 : 12);

async function removeUnusedAccessors(document: Document): Promise<void> {
  const [{ PropertyType }, { dedup, prune }] = await Promise.all([
    import('@gltf-transform/core'),
    import('@gltf-transform/functions'),
  ]);
  await document.transform(
    dedup({ propertyTypes: [PropertyType.ACCESSOR] }),
    prune({
      propertyTypes: [PropertyType.ACCESSOR],
      keepAttributes: true,
      keepIndices: true,
      keepLeaves: true,
      keepSolidTextures: true,
    }),
  );
}

async function setImageExtensions(document: Document): Promise<void> {
  const { EXTTextureWebP, KHRTextureBasisu } = await import('@gltf-transform/extensions');
  const types = new Set(
    document
      .getRoot()
      .listTextures()
      .map((texture) => texture.getMimeType()),
  );
  const drop = (name: string) =>
    document
      .getRoot()
      .listExtensionsUsed()
      .find(({ extensionName }) => extensionName === name)
      ?.dispose();
  if (types.has('image/webp')) document.createExtension(EXTTextureWebP).setRequired(true);
  else drop(EXTTextureWebP.EXTENSION_NAME);
  if (types.has('image/ktx2')) document.createExtension(KHRTextureBasisu).setRequired(true);
  else drop(KHRTextureBasisu.EXTENSION_NAME);
}

/** The index codec of meshopt does not take bytes. */
function widenIndices(document: Document): void {
  for (const mesh of document.getRoot().listMeshes())
    for (const primitive of mesh.listPrimitives()) {
      const indices = primitive.getIndices();
      const array = indices?.getArray();
      if (array instanceof Uint8Array) indices!.setArray(Uint16Array.from(array));
    }
}

/** Normals or tangents that are not floats, which needs KHR_mesh_quantization. */
const hasShortVectors = (document: Document) =>
  document
    .getRoot()
    .listMeshes()
    .flatMap((mesh) => mesh.listPrimitives())
    .flatMap((primitive) => ['POSITION', 'NORMAL', 'TANGENT'].map((name) => primitive.getAttribute(name)))
    .some((accessor) => accessor && accessor.getComponentSize() < 4);

/**
 * Prepares the geometry for writing. Positions stay floats; morphed geometry (`isMorphed`) is only compressed losslessly.
 */
export async function prepareGeometry(
  document: Document,
  geometry: FitOutput['geometry'],
  { isMorphed, textureSize }: { readonly isMorphed: boolean; readonly textureSize: number },
): Promise<void> {
  const [functions, { EXTMeshoptCompression, KHRMeshQuantization }, { MeshoptEncoder }] = await Promise.all([
    import('@gltf-transform/functions'),
    import('@gltf-transform/extensions'),
    import('meshoptimizer/encoder'),
  ]);
  await MeshoptEncoder.ready;
  const root = document.getRoot();
  if (root.listBuffers().length !== 1) await document.transform(functions.unpartition());
  root
    .listExtensionsUsed()
    .find(({ extensionName }) => extensionName === EXTMeshoptCompression.EXTENSION_NAME)
    ?.dispose();
  if (geometry === 'float') {
    // Only has an effect on quantised input. Colours and weights are small without an extension too.
    await document.transform(functions.dequantize({ pattern: /^(POSITION|NORMAL|TANGENT|TEXCOORD_\d+)$/ }));
    return removeUnusedAccessors(document);
  }
  if (!isMorphed) {
    await document.transform(functions.reorder({ encoder: MeshoptEncoder, target: 'size', cleanup: false }));
    await document.transform(
      functions.quantize({
        pattern: QUANTISED,
        quantizeNormal: geometry === 'meshopt' ? 8 : 10,
        quantizeTexcoord: texcoordBits(textureSize),
        normalizeWeights: false,
        cleanup: false,
      }),
    );
  }
  await removeUnusedAccessors(document);
  if (hasShortVectors(document)) document.createExtension(KHRMeshQuantization).setRequired(true);
  if (geometry === 'meshopt' && root.listAccessors().length > 0) {
    widenIndices(document);
    document
      .createExtension(EXTMeshoptCompression)
      .setRequired(true)
      .setEncoderOptions({ method: EXTMeshoptCompression.EncoderMethod.QUANTIZE });
  }
}

/** Writes the document as a GLB; `extras` are merged into the asset's own, `links` become MSFT_lod. */
export async function writeDocument(
  io: WebIO,
  document: Document,
  extras: Readonly<Record<string, unknown>> | undefined,
  links: readonly NodeLods[] = [],
): Promise<Uint8Array<ArrayBuffer>> {
  await setImageExtensions(document);
  const root = document.getRoot();
  const asset = root.getAsset();
  if (extras) asset.extras = { ...(asset.extras as Record<string, unknown> | undefined), ...extras };
  if (links.length === 0) return new Uint8Array(await io.writeBinary(document));
  const { Format } = await import('@gltf-transform/core');
  const { json, resources } = await io.writeJSON(document, { format: Format.GLB });
  const nodes = root.listNodes();
  for (const { node, lods, coverages } of links) {
    const written = json.nodes![nodes.indexOf(node)]!;
    const ids = lods.map((lod) => nodes.indexOf(lod));
    written.extensions = { ...written.extensions, MSFT_lod: { ids } };
    written.extras = { ...written.extras, MSFT_screencoverage: coverages };
  }
  json.extensionsUsed = [...(json.extensionsUsed ?? []), 'MSFT_lod'];
  const parts = binaryParts();
  for (const bytes of Object.values(resources)) parts.add(bytes);
  return packGlb(json, parts);
}
