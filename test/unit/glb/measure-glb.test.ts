import { Document, NodeIO } from '@gltf-transform/core';
import { EXTTextureWebP, KHRMeshQuantization } from '@gltf-transform/extensions';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { measureGlb } from '../../../plugin/glb/measure-glb.ts';
import { packGlb, quadGlb } from '../../fixtures/make-glb.ts';

// Primitive modes of glTF.
const POINTS = 0;
const LINES = 1;
const TRIANGLES = 4;
const TRIANGLE_STRIP = 5;
const TRIANGLE_FAN = 6;

const HALF = Math.SQRT1_2;
const CUBE_CORNERS = Array.from({ length: 8 }, (_, i) =>
  [i & 1, (i >> 1) & 1, i >> 2].map((bit) => bit - 0.5),
).flat();
const CUBE_TRIANGLES = [
  [0, 2, 1, 1, 2, 3],
  [4, 5, 6, 5, 7, 6],
  [0, 1, 4, 1, 5, 4],
  [2, 6, 3, 3, 6, 7],
  [0, 4, 2, 2, 4, 6],
  [1, 3, 5, 3, 7, 5],
].flat();

/** A unit cube around the origin: 8 vertices, 12 triangles. */
function cubeDocument(IndexArray: typeof Uint16Array | typeof Uint32Array | typeof Uint8Array = Uint16Array) {
  const document = new Document();
  const buffer = document.createBuffer();
  const position = document
    .createAccessor()
    .setType('VEC3')
    .setArray(new Float32Array(CUBE_CORNERS))
    .setBuffer(buffer);
  const indices = document
    .createAccessor()
    .setType('SCALAR')
    .setArray(new IndexArray(CUBE_TRIANGLES))
    .setBuffer(buffer);
  const primitive = document.createPrimitive().setAttribute('POSITION', position).setIndices(indices);
  const mesh = document.createMesh().addPrimitive(primitive);
  const scene = document.createScene();
  return { document, buffer, position, indices, primitive, mesh, scene };
}

const measured = async (document: Document) =>
  measureGlb(
    await new NodeIO().registerExtensions([EXTTextureWebP, KHRMeshQuantization]).writeBinary(document),
  );

const image = (widthPx: number, heightPx: number) =>
  sharp({ create: { width: widthPx, height: heightPx, channels: 3, background: '#f80' } });

describe('geometry', () => {
  it('a unit cube', async () => {
    const { document, mesh, scene } = cubeDocument();
    scene.addChild(document.createNode().setMesh(mesh));
    const glb = await new NodeIO().writeBinary(document);
    expect(measureGlb(glb)).toEqual({
      triangles: 12,
      vertices: 8,
      drawCalls: 1,
      materials: 1,
      textures: 0,
      maxTextureSizePx: 0,
      gpuBytes: 8 * 12 + 36 * 2,
      fileBytes: glb.length,
      boundsMin: [-0.5, -0.5, -0.5],
      boundsMax: [0.5, 0.5, 0.5],
    });
  });

  it('indices are counted as they are uploaded: 8 bits become 16, 32 stay', async () => {
    for (const [IndexArray, bytes] of [
      [Uint8Array, 2],
      [Uint16Array, 2],
      [Uint32Array, 4],
    ] as const) {
      const { document, mesh, scene } = cubeDocument(IndexArray);
      scene.addChild(document.createNode().setMesh(mesh));
      expect((await measured(document)).gpuBytes).toBe(96 + 36 * bytes);
    }
  });

  it('transforms of parents apply: translation, a quarter turn about Z, scale, matrix', async () => {
    const { document, mesh, scene } = cubeDocument();
    const child = document.createNode().setMesh(mesh).setScale([2, 4, 6]);
    const turned = document.createNode().setRotation([0, 0, HALF, HALF]).addChild(child);
    scene.addChild(document.createNode().setTranslation([10, 20, 30]).addChild(turned));
    const stats = await measured(document);
    // 2 × 4 × 6 turned about Z is 4 × 2 × 6.
    const expected = { min: [8, 19, 27], max: [12, 21, 33] };
    for (const [c, value] of stats.boundsMin.entries()) expect(value).toBeCloseTo(expected.min[c]!, 10);
    for (const [c, value] of stats.boundsMax.entries()) expect(value).toBeCloseTo(expected.max[c]!, 10);

    const { json, bin } = quadGlb();
    json.nodes[0].matrix = [0, 3, 0, 0, 2, 0, 0, 0, 0, 0, 1, 0, 5, 6, 7, 1]; // x to 3y, y to 2x, then (5, 6, 7)
    expect(measureGlb(packGlb({ json, bin }))).toMatchObject({ boundsMin: [5, 6, 7], boundsMax: [7, 9, 7] });
  });

  it('every instance of a mesh draws, its memory counts once', async () => {
    const { document, mesh, scene } = cubeDocument();
    for (let i = 0; i < 5; i++)
      scene.addChild(
        document
          .createNode()
          .setMesh(mesh)
          .setTranslation([i * 2, 0, 0]),
      );
    expect(await measured(document)).toMatchObject({
      triangles: 60,
      vertices: 40,
      drawCalls: 5,
      gpuBytes: 8 * 12 + 36 * 2,
      boundsMin: [-0.5, -0.5, -0.5],
      boundsMax: [8.5, 0.5, 0.5],
    });
  });

  it('what is in no scene, or in another than the default, is not counted', async () => {
    const { document, mesh, scene } = cubeDocument();
    scene.addChild(document.createNode().setMesh(mesh));
    document.createNode().setMesh(mesh).setTranslation([100, 0, 0]);
    document.createScene().addChild(document.createNode().setMesh(mesh));
    document.getRoot().setDefaultScene(scene);
    expect(await measured(document)).toMatchObject({ triangles: 12, boundsMax: [0.5, 0.5, 0.5] });
  });

  it('strips and fans have two corners more than triangles; points and lines have none', async () => {
    const { document, mesh, scene, position, primitive } = cubeDocument();
    scene.addChild(document.createNode().setMesh(mesh));
    for (const mode of [TRIANGLE_STRIP, TRIANGLE_FAN, POINTS, LINES] as const)
      mesh.addPrimitive(document.createPrimitive().setAttribute('POSITION', position).setMode(mode));
    expect(primitive.getMode()).toBe(TRIANGLES);
    expect(await measured(document)).toMatchObject({ triangles: 12 + 6 + 6, vertices: 40, drawCalls: 5 });
  });

  it('quantised positions are read as the fractions they stand for', async () => {
    const { document, mesh, scene, position } = cubeDocument();
    document.createExtension(KHRMeshQuantization).setRequired(true);
    position.setArray(new Int16Array(CUBE_CORNERS.map((v) => v * 2 * 32767))).setNormalized(true);
    scene.addChild(document.createNode().setMesh(mesh).setScale([3, 3, 3]));
    expect(await measured(document)).toMatchObject({
      boundsMin: [-3, -3, -3],
      boundsMax: [3, 3, 3],
      triangles: 12,
    });
  });
});

describe('materials and textures', () => {
  it('counts what is drawn, sizes from headers, RGBA8 with mips', async () => {
    const { document, primitive, mesh, scene } = cubeDocument();
    scene.addChild(document.createNode().setMesh(mesh));
    document.createExtension(EXTTextureWebP).setRequired(true);
    const texture = async (format: 'png' | 'jpeg' | 'webp', widthPx: number, heightPx: number) =>
      document
        .createTexture()
        .setMimeType(`image/${format}`)
        .setImage(new Uint8Array(await image(widthPx, heightPx)[format]().toBuffer()));
    const baseColor = await texture('png', 64, 32);
    const material = document
      .createMaterial()
      .setBaseColorTexture(baseColor)
      .setEmissiveTexture(baseColor)
      .setNormalTexture(await texture('jpeg', 16, 128))
      .setMetallicRoughnessTexture(await texture('webp', 8, 8));
    primitive.setMaterial(material);
    document.createMaterial('unused').setBaseColorTexture(await texture('png', 512, 512));
    const texels = 64 * 32 + 16 * 128 + 8 * 8;
    expect(await measured(document)).toMatchObject({
      materials: 1,
      textures: 3,
      maxTextureSizePx: 128,
      gpuBytes: 8 * 12 + 36 * 2 + Math.ceil((texels * 4 * 4) / 3),
    });
  });

  it('the default material is one', async () => {
    const { document, mesh, scene, position } = cubeDocument();
    mesh.addPrimitive(
      document.createPrimitive().setAttribute('POSITION', position).setMaterial(document.createMaterial()),
    );
    mesh.addPrimitive(document.createPrimitive().setAttribute('POSITION', position));
    scene.addChild(document.createNode().setMesh(mesh));
    expect((await measured(document)).materials).toBe(2);
  });
});

describe('refusals', () => {
  it('a transform that leaves the range of numbers', () => {
    const { json, bin } = quadGlb();
    json.nodes = [
      { scale: [1e200, 1, 1], children: [1] },
      { scale: [1e200, 1, 1], mesh: 0 },
    ];
    expect(() => measureGlb(packGlb({ json, bin }))).toThrow('not finite');
  });
});
