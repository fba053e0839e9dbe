import {
  Document,
  type Document as GltfDocument,
  Logger,
  type Material,
  type Primitive,
  WebIO,
} from '@gltf-transform/core';
import {
  EXTMeshoptCompression,
  EXTTextureWebP,
  KHRMeshQuantization,
  KHRTextureTransform,
} from '@gltf-transform/extensions';
import { MeshoptDecoder, MeshoptEncoder } from 'meshoptimizer';
import type { TexturedMesh } from '../../../../plugin/fit/mesh/surface.ts';
import { makePng } from '../../../fixtures/make-image.ts';
import { addNode } from '../../../fixtures/mesh/add-primitive.ts';

/** A document with one node, one mesh, one primitive, one material with a base colour texture of 4 × 4 px. */
export function masterDocument(mesh: TexturedMesh): {
  document: GltfDocument;
  primitive: Primitive;
  material: Material;
} {
  const document = new Document().setLogger(new Logger(Logger.Verbosity.SILENT));
  const png = makePng(4, 4, () => [200, 100, 50, 255]);
  const texture = document.createTexture().setImage(png).setMimeType('image/png');
  const material = document.createMaterial('skin').setBaseColorTexture(texture);
  const node = addNode(document, 'thing', mesh, material);
  const [primitive] = node.getMesh()!.listPrimitives() as [Primitive];
  document.createScene().addChild(node);
  return { document, primitive, material };
}

export async function glbOf(document: GltfDocument): Promise<Uint8Array<ArrayBuffer>> {
  await MeshoptEncoder.ready;
  await MeshoptDecoder.ready;
  const io = new WebIO()
    .registerExtensions([EXTMeshoptCompression, KHRMeshQuantization, KHRTextureTransform, EXTTextureWebP])
    .registerDependencies({ 'meshopt.encoder': MeshoptEncoder, 'meshopt.decoder': MeshoptDecoder });
  return new Uint8Array(await io.writeBinary(document));
}
