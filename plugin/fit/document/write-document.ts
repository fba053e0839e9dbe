import type { Document, WebIO } from '@gltf-transform/core';
import type { FitOutput } from '../../budget/fit-plan.ts';

/** All but positions: quantised positions would need a change of the node transform. */
const QUANTISED = /^(NORMAL|TANGENT|TEXCOORD_\d+|COLOR_\d+|WEIGHTS_\d+)$/;

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

/** Normals or tangents that are not floats, which needs KHR_mesh_quantization. */
const hasShortVectors = (document: Document) =>
  document
    .getRoot()
    .listMeshes()
    .flatMap((mesh) => mesh.listPrimitives())
    .flatMap((primitive) => ['POSITION', 'NORMAL', 'TANGENT'].map((name) => primitive.getAttribute(name)))
    .some((accessor) => accessor && accessor.getComponentSize() < 4);

/**
 * Prepares the geometry for writing. Positions stay floats; skinned, morphed or animated geometry (`isRigid` false) is only
 * compressed losslessly.
 */
export async function prepareGeometry(
  document: Document,
  geometry: FitOutput['geometry'],
  { isRigid, textureSize }: { readonly isRigid: boolean; readonly textureSize: number },
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
    // Only has an effect on quantised input.
    await document.transform(functions.dequantize());
    return removeUnusedAccessors(document);
  }
  if (isRigid) {
    await document.transform(functions.reorder({ encoder: MeshoptEncoder, target: 'size', cleanup: false }));
    await document.transform(
      functions.quantize({
        pattern: QUANTISED,
        quantizeNormal: geometry === 'meshopt' ? 8 : 10,
        quantizeTexcoord: texcoordBits(textureSize),
        cleanup: false,
      }),
    );
  }
  await removeUnusedAccessors(document);
  if (hasShortVectors(document)) document.createExtension(KHRMeshQuantization).setRequired(true);
  if (geometry === 'meshopt' && root.listAccessors().length > 0)
    document
      .createExtension(EXTMeshoptCompression)
      .setRequired(true)
      .setEncoderOptions({ method: EXTMeshoptCompression.EncoderMethod.QUANTIZE });
}

/** Writes the document as a GLB; `extras` are merged into the asset's own. */
export async function writeDocument(
  io: WebIO,
  document: Document,
  extras: Readonly<Record<string, unknown>> | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  await setImageExtensions(document);
  const asset = document.getRoot().getAsset();
  if (extras) asset.extras = { ...(asset.extras as Record<string, unknown> | undefined), ...extras };
  const glb = await io.writeBinary(document);
  return new Uint8Array(glb);
}
