import { Document, type Mesh, type Node } from '@gltf-transform/core';
import { KHRLightsPunctual } from '@gltf-transform/extensions';
import sharp from 'sharp';
import { loadGltfIo } from '../../../../plugin/fit/document/read-document.ts';

/** A PNG of coloured noise, which compresses badly. With `alpha` a quarter of it is transparent. */
export async function noisePng(sizePx: number, { alpha = false } = {}): Promise<Uint8Array<ArrayBuffer>> {
  const data = new Uint8Array(sizePx * sizePx * 4);
  let state = 12345;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    data[i] = i % 4 === 3 ? (alpha && i < data.length / 4 ? 0 : 255) : state >>> 24;
  }
  const png = await sharp(data, { raw: { width: sizePx, height: sizePx, channels: 4 } })
    .png()
    .toBuffer();
  return new Uint8Array(png);
}

/** A ball of `2 · rings · sides − 2 · sides` triangles around a centre, one UV seam from pole to pole. */
export function addBall(
  document: Document,
  name: string,
  { rings = 24, sides = 48, radius = 1, center = [0, 0, 0] as readonly number[] } = {},
): Mesh {
  const [positions, normals, uvs, indices]: number[][] = [[], [], [], []];
  for (let r = 0; r <= rings; r++)
    for (let s = 0; s <= sides; s++) {
      const [polar, around] = [(Math.PI * r) / rings, (2 * Math.PI * (s % sides)) / sides];
      const n = [Math.sin(polar) * Math.cos(around), Math.cos(polar), Math.sin(polar) * Math.sin(around)];
      positions!.push(...n.map((value, i) => center[i]! + radius * value));
      normals!.push(...n);
      uvs!.push(s / sides, r / rings);
      if (r === rings || s === sides) continue;
      const [a, b] = [r * (sides + 1) + s, (r + 1) * (sides + 1) + s];
      if (r > 0) indices!.push(a, a + 1, b);
      if (r < rings - 1) indices!.push(a + 1, b + 1, b);
    }
  const buffer = document.getRoot().listBuffers()[0] ?? document.createBuffer();
  const accessor = (
    type: 'VEC3' | 'VEC2' | 'SCALAR',
    array: Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>,
  ) => document.createAccessor().setType(type).setArray(array).setBuffer(buffer);
  const primitive = document
    .createPrimitive()
    .setIndices(accessor('SCALAR', new Uint16Array(indices!)))
    .setAttribute('POSITION', accessor('VEC3', new Float32Array(positions!)))
    .setAttribute('NORMAL', accessor('VEC3', new Float32Array(normals!)))
    .setAttribute('TEXCOORD_0', accessor('VEC2', new Float32Array(uvs!)));
  return document.createMesh(name).addPrimitive(primitive);
}

/**
 * Three balls: a body, and one mesh that two nodes share. The body has a base colour of 256 px, a normal map of 128 px;
 * a camera, a lamp, extras on node, material and file stand by.
 */
export async function makeDocument(): Promise<{ document: Document; body: Node }> {
  const document = new Document();
  const root = document.getRoot();
  root.getAsset().extras = { author: 'someone' };
  const material = document
    .createMaterial('skin')
    .setExtras({ grain: 3 })
    .setBaseColorTexture(
      document
        .createTexture('colours')
        .setImage(await noisePng(256))
        .setMimeType('image/png'),
    )
    .setNormalTexture(
      document
        .createTexture('bumps')
        .setImage(await noisePng(128))
        .setMimeType('image/png'),
    );
  const plain = document.createMaterial('plain').setBaseColorFactor([1, 0, 0, 1]);
  const mesh = addBall(document, 'body');
  mesh.listPrimitives()[0]!.setMaterial(material);
  const body = document.createNode('body').setMesh(mesh).setExtras({ grip: true });
  const wheel = addBall(document, 'wheel', { rings: 12, sides: 24, radius: 0.2 });
  wheel.listPrimitives()[0]!.setMaterial(plain);
  for (const side of [-1, 1])
    body.addChild(
      document
        .createNode(`wheel ${side}`)
        .setMesh(wheel)
        .setTranslation([side * 1.2, 0, 0]),
    );
  const camera = document.createCamera('eye').setType('perspective').setYFov(1).setZNear(0.1);
  const lights = document.createExtension(KHRLightsPunctual);
  const lamp = lights.createLight('lamp').setType('point');
  const scene = document
    .createScene('stage')
    .addChild(body)
    .addChild(document.createNode('eye').setCamera(camera))
    .addChild(document.createNode('lamp').setExtension('KHR_lights_punctual', lamp));
  root.setDefaultScene(scene);
  return { document, body };
}

export async function toGlb(document: Document): Promise<Uint8Array> {
  const { io } = await loadGltfIo();
  return io.writeBinary(document);
}

export async function fromGlb(glb: Uint8Array): Promise<Document> {
  const { io } = await loadGltfIo();
  return io.readBinary(glb);
}

/** The JSON of a GLB, changed and put back. */
export function withJson(glb: Uint8Array, change: (json: Record<string, unknown>) => void): Uint8Array {
  const view = new DataView(glb.buffer, glb.byteOffset);
  const length = view.getUint32(12, true);
  const json = JSON.parse(new TextDecoder().decode(glb.subarray(20, 20 + length))) as Record<string, unknown>;
  change(json);
  const text = new TextEncoder().encode(JSON.stringify(json));
  const padded = new Uint8Array((text.length + 3) & ~3).fill(32);
  padded.set(text);
  const out = new Uint8Array(glb.length - length + padded.length);
  out.set(glb.subarray(0, 20));
  out.set(padded, 20);
  out.set(glb.subarray(20 + length), 20 + padded.length);
  new DataView(out.buffer).setUint32(8, out.length, true);
  new DataView(out.buffer).setUint32(12, padded.length, true);
  return out;
}
