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

/** A document with one node, one mesh, one primitive, one material with a base colour texture of 4 × 4 px. */
export function masterDocument(mesh: TexturedMesh): {
  document: GltfDocument;
  primitive: Primitive;
  material: Material;
} {
  const document = new Document().setLogger(new Logger(Logger.Verbosity.SILENT));
  document.createBuffer();
  const png = makePng(4, 4, () => [200, 100, 50, 255]);
  const texture = document.createTexture().setImage(png).setMimeType('image/png');
  const material = document.createMaterial('skin').setBaseColorTexture(texture);
  const primitive = addPrimitive(document, mesh, material);
  const node = document.createNode('thing').setMesh(document.createMesh('shape').addPrimitive(primitive));
  document.createScene().addChild(node);
  return { document, primitive, material };
}

export function addPrimitive(document: GltfDocument, mesh: TexturedMesh, material: Material): Primitive {
  const buffer = document.getRoot().listBuffers()[0]!;
  const accessor = (
    type: 'VEC3' | 'VEC2' | 'SCALAR',
    array: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>,
  ) => document.createAccessor().setType(type).setArray(array).setBuffer(buffer);
  return document
    .createPrimitive()
    .setAttribute('POSITION', accessor('VEC3', mesh.positions.slice()))
    .setAttribute('NORMAL', accessor('VEC3', mesh.normals.slice()))
    .setAttribute('TEXCOORD_0', accessor('VEC2', mesh.uvs.slice()))
    .setIndices(accessor('SCALAR', mesh.indices.slice()))
    .setMaterial(material);
}

export async function glbOf(document: GltfDocument): Promise<Uint8Array<ArrayBuffer>> {
  await MeshoptEncoder.ready;
  await MeshoptDecoder.ready;
  const io = new WebIO()
    .registerExtensions([EXTMeshoptCompression, KHRMeshQuantization, KHRTextureTransform, EXTTextureWebP])
    .registerDependencies({ 'meshopt.encoder': MeshoptEncoder, 'meshopt.decoder': MeshoptDecoder });
  return new Uint8Array(await io.writeBinary(document));
}

/** The file with its JSON changed. */
export function withJson(
  glb: Uint8Array,
  // biome-ignore lint/suspicious/noExplicitAny: a document that a test may change at will.
  change: (json: any) => void,
): Uint8Array<ArrayBuffer> {
  const view = new DataView(glb.buffer, glb.byteOffset, glb.byteLength);
  const jsonBytes = view.getUint32(12, true);
  const json = JSON.parse(new TextDecoder().decode(glb.subarray(20, 20 + jsonBytes)));
  change(json);
  const text = new TextEncoder().encode(JSON.stringify(json));
  const padded = Math.ceil(text.length / 4) * 4;
  const rest = glb.subarray(20 + jsonBytes);
  const out = new Uint8Array(20 + padded + rest.length).fill(0x20, 20, 20 + padded);
  out.set(glb.subarray(0, 20));
  out.set(text, 20);
  out.set(rest, 20 + padded);
  new DataView(out.buffer).setUint32(8, out.length, true);
  new DataView(out.buffer).setUint32(12, padded, true);
  return out;
}
