import { Document, type Node } from '@gltf-transform/core';
import { KHRLightsPunctual } from '@gltf-transform/extensions';
import sharp from 'sharp';
import { loadGltfIo } from '../../../../plugin/fit/document/read-document.ts';
import { addNode, addPrimitive } from '../../../fixtures/mesh/add-primitive.ts';
import { withoutDegenerate } from '../../../fixtures/mesh/edit-mesh.ts';
import { sphere } from '../../../fixtures/mesh/shapes.ts';
import { randomNumbers } from '../../../fixtures/random-numbers.ts';

/** A PNG of coloured noise, which compresses badly. With `alpha` a quarter of it is transparent. */
export async function noisePng(sizePx: number, { alpha = false } = {}): Promise<Uint8Array<ArrayBuffer>> {
  const data = new Uint8Array(sizePx * sizePx * 4);
  const random = randomNumbers(12345);
  for (let i = 0; i < data.length; i++)
    data[i] = i % 4 === 3 ? (alpha && i < data.length / 4 ? 0 : 255) : 256 * random();
  const png = await sharp(data, { raw: { width: sizePx, height: sizePx, channels: 4 } })
    .png()
    .toBuffer();
  return new Uint8Array(png);
}

/** A ball of `4 · rows · (rows − 1)` triangles. */
export const ball = (radius: number, rows: number) => withoutDegenerate(sphere(radius, rows));

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
  const body = addNode(document, 'body', ball(1, 24), material).setExtras({ grip: true });
  const wheel = document.createMesh('wheel').addPrimitive(addPrimitive(document, ball(0.2, 12), plain));
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
