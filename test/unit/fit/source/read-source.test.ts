import { Primitive } from '@gltf-transform/core';
import { EXTMeshoptCompression, KHRTextureTransform } from '@gltf-transform/extensions';
import { quantize, reorder, unweld } from '@gltf-transform/functions';
import { MeshoptEncoder } from 'meshoptimizer';
import { describe, expect, test } from 'vitest';
import type { SourceSurface, TexturedMesh } from '../../../../plugin/fit/mesh/surface.ts';
import { type ReadSource, readSource } from '../../../../plugin/fit/source/read-source.ts';
import { editGlbJson, readGlbJson } from '../../../fixtures/make-glb.ts';
import { addPrimitive } from '../../../fixtures/mesh/add-primitive.ts';
import { box, sphere } from '../../../fixtures/mesh/shapes.ts';
import { normalLengthError, solidOf, trianglesOf, worstNormalAgreement } from '../mesh/measure.ts';
import { glbOf, masterDocument } from './make-master.ts';

const ball = sphere(1, 12);

function surfaceOf(read: ReadSource): SourceSurface {
  if (read.kind !== 'surface') throw new Error(read.reason);
  return read.surface;
}

const readMesh = async (glb: Uint8Array) => surfaceOf(await readSource(glb)).mesh;

function expectClose(a: Float32Array, b: Float32Array, tolerance: number): void {
  expect(a).toHaveLength(b.length);
  let worst = 0;
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i]! - b[i]!));
  expect(worst).toBeLessThanOrEqual(tolerance);
}

describe('a plain surface', () => {
  test('is read to the last bit, with its material and image', async () => {
    const { document, material } = masterDocument(ball);
    material
      .setRoughnessFactor(0.25)
      .setMetallicFactor(0.5)
      .setDoubleSided(true)
      .setAlphaMode('MASK')
      .setAlphaCutoff(0.3);
    document.getRoot().getAsset().copyright = 'Somebody';
    document.getRoot().getAsset().extras = { seed: 7 };
    const glb = await glbOf(document);
    const surface = surfaceOf(await readSource(glb));
    expect(surface.mesh).toEqual(ball);
    expect(surface).toMatchObject({ name: 'thing', copyright: 'Somebody', extras: { seed: 7 } });
    expect(surface.material).toEqual({
      name: 'skin',
      baseColorFactor: [1, 1, 1, 1],
      metallicFactor: 0.5,
      roughnessFactor: 0.25,
      emissiveFactor: [0, 0, 0],
      normalScale: 1,
      occlusionStrength: 1,
      alphaMode: 'MASK',
      alphaCutoff: 0.3,
      doubleSided: true,
    });
    expect(Object.keys(surface.images)).toEqual(['baseColor']);
    expect(surface.images.baseColor).toMatchObject({ mimeType: 'image/png', widthPx: 4, heightPx: 4 });
    expect([...surface.images.baseColor!.bytes.subarray(1, 4)]).toEqual(
      [...'PNG'].map((c) => c.charCodeAt(0)),
    );
  });

  test('does not hang on the bytes it was read from', async () => {
    const glb = await glbOf(masterDocument(ball).document);
    const { mesh, images } = surfaceOf(await readSource(glb));
    glb.fill(0);
    expect(mesh).toEqual(ball);
    expect(images.baseColor?.bytes[1]).toBe('P'.charCodeAt(0));
  });

  test('is read at any offset of a larger buffer', async () => {
    const glb = await glbOf(masterDocument(ball).document);
    const larger = new Uint8Array(glb.length + 3);
    larger.set(glb, 3);
    expect(await readMesh(larger.subarray(3))).toEqual(ball);
  });

  test('keeps one object for an image that serves two maps', async () => {
    const { document, material } = masterDocument(ball);
    const texture = material.getBaseColorTexture()!;
    material.setMetallicRoughnessTexture(texture).setOcclusionTexture(texture).setOcclusionStrength(0.5);
    const { images, material: read } = surfaceOf(await readSource(await glbOf(document)));
    expect(images.occlusion).toBe(images.metallicRoughness);
    expect(read.occlusionStrength).toBe(0.5);
  });

  test('needs no material, texture, normals or indices', async () => {
    const { document, primitive } = masterDocument(ball);
    primitive.setMaterial(null).setAttribute('NORMAL', null).setAttribute('TEXCOORD_0', null);
    await document.transform(unweld());
    const surface = surfaceOf(await readSource(await glbOf(document)));
    expect(surface.material).toMatchObject({ name: '', metallicFactor: 1, roughnessFactor: 1 });
    expect(surface.images).toEqual({});
    expect(surface.mesh.uvs.every((value) => value === 0)).toBe(true);
    expect(trianglesOf(surface.mesh)).toBe(trianglesOf(ball));
    expect(normalLengthError(surface.mesh)).toBeLessThan(1e-6);
    expect(worstNormalAgreement(surface.mesh)).toBeGreaterThan(0.95);
  });
});

describe('other layouts of the same surface', () => {
  test.each([Uint8Array, Uint16Array])('indices of %O', async (type) => {
    const small = sphere(1, 7);
    const { document, primitive } = masterDocument(small);
    primitive.getIndices()!.setArray(type.from(small.indices) as Uint8Array<ArrayBuffer>);
    expect(await readMesh(await glbOf(document))).toEqual(small);
  });

  test.each([
    ['strip', Primitive.Mode.TRIANGLE_STRIP!, [0, 1, 2, 3], [0, 1, 2, 1, 3, 2]],
    ['fan', Primitive.Mode.TRIANGLE_FAN!, [0, 1, 3, 2], [0, 1, 3, 0, 3, 2]],
  ] as const)('a %s', async (_name, mode, drawn, list) => {
    const quad: TexturedMesh = {
      positions: new Float32Array([0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0]),
      normals: new Float32Array([0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1]),
      uvs: new Float32Array(8),
      indices: new Uint32Array(drawn),
    };
    const { document, primitive } = masterDocument(quad);
    primitive.setMode(mode);
    const mesh = await readMesh(await glbOf(document));
    expect([...mesh.indices]).toEqual(list);
    expect(worstNormalAgreement(mesh)).toBe(1);
  });

  test('attributes interleaved at a stride', async () => {
    const glb = await glbOf(masterDocument(ball).document);
    const stride = new Set<number>();
    for (const view of readGlbJson(glb).bufferViews) stride.add(view.byteStride);
    // The writer interleaves: position, normal and texture coordinate of a vertex stand together.
    expect(stride).toContain(32);
    expect(await readMesh(glb)).toEqual(ball);
  });

  test('quantised: the node puts it in its place', async () => {
    const { document } = masterDocument(ball);
    await document.transform(quantize({ quantizePosition: 14, quantizeNormal: 10, quantizeTexcoord: 12 }));
    const mesh = await readMesh(await glbOf(document));
    expectClose(mesh.positions, ball.positions, 2 / 2 ** 13);
    expectClose(mesh.normals, ball.normals, 0.01);
    expectClose(mesh.uvs, ball.uvs, 1 / 2 ** 11);
    expect(mesh.indices).toEqual(ball.indices);
  });

  test('compressed with meshopt', async () => {
    const { document } = masterDocument(ball);
    await MeshoptEncoder.ready;
    await document.transform(reorder({ encoder: MeshoptEncoder }), quantize());
    document.createExtension(EXTMeshoptCompression).setRequired(true);
    const mesh = await readMesh(await glbOf(document));
    expect(trianglesOf(mesh)).toBeGreaterThanOrEqual(trianglesOf(ball) - 48);
    const [before, after] = [await solidOf(ball), await solidOf(mesh)];
    expect(after.volume / before.volume).toBeCloseTo(1, 2);
    expect(worstNormalAgreement(mesh)).toBeGreaterThan(0.9);
  });

  test('with texture coordinates moved by KHR_texture_transform', async () => {
    const { document, material } = masterDocument(ball);
    const transform = document
      .createExtension(KHRTextureTransform)
      .createTransform()
      .setScale([0.5, 0.25])
      .setOffset([0.25, 0.5]);
    material.getBaseColorTextureInfo()!.setExtension('KHR_texture_transform', transform);
    const { uvs } = await readMesh(await glbOf(document));
    const expected = ball.uvs.map((value, i) => (i % 2 ? value * 0.25 + 0.5 : value * 0.5 + 0.25));
    expectClose(uvs, expected, 1e-6);
  });
});

describe('several primitives under one material', () => {
  test('are joined in the space of the scene', async () => {
    const { document, material } = masterDocument(ball);
    const [mesh] = document.getRoot().listMeshes();
    const [node] = document.getRoot().listNodes();
    mesh!.addPrimitive(addPrimitive(document, box([3, 1, 1], 2), material));
    const parent = document.createNode().setTranslation([5, 0, 0]).setScale([2, 2, 2]);
    document.getRoot().listScenes()[0]!.removeChild(node!).addChild(parent);
    parent.addChild(node!);
    const solid = await solidOf(await readMesh(await glbOf(document)));
    const alone = await solidOf(ball);
    expect(solid.pieces).toBe(2);
    expect((solid.box.min[0]! + solid.box.max[0]!) / 2).toBeCloseTo(5, 5);
    expect(solid.volume).toBeCloseTo(8 * (alone.volume + 3), 3);
  });

  test('a mirrored one still faces outward', async () => {
    const { document } = masterDocument(ball);
    document.getRoot().listNodes()[0]!.setScale([-1, 2, 1]).setRotation([0, Math.SQRT1_2, 0, Math.SQRT1_2]);
    const mesh = await readMesh(await glbOf(document));
    expect((await solidOf(mesh)).volume).toBeCloseTo(2 * (await solidOf(ball)).volume, 4);
    expect(worstNormalAgreement(mesh)).toBeGreaterThan(0.9);
  });

  test('levels of detail do not stand beside what they stand for', async () => {
    const { document } = masterDocument(ball);
    const coarse = addPrimitive(document, sphere(1, 4), document.getRoot().listMaterials()[0]!);
    document.createNode('far').setMesh(document.createMesh().addPrimitive(coarse));
    const glb = editGlbJson(await glbOf(document), (json) => {
      json.nodes[0].extensions = { MSFT_lod: { ids: [1] } };
      json.extensionsUsed = ['MSFT_lod'];
    });
    expect(await readMesh(glb)).toEqual(ball);
  });
});

describe('what is no single surface is a document, with the reason', () => {
  test('several branches of nodes, which somebody may move', async () => {
    const { document } = masterDocument(ball);
    document.getRoot().listScenes()[0]!.addChild(document.createNode('grip'));
    expect(await readSource(await glbOf(document))).toEqual({
      kind: 'document',
      reason: 'The file has 2 branches of nodes.',
    });
  });

  const readWith = async (
    change: (made: ReturnType<typeof masterDocument>) => void,
    json: Parameters<typeof editGlbJson>[1] = () => {},
  ) => {
    const made = masterDocument(ball);
    change(made);
    return readSource(editGlbJson(await glbOf(made.document), json));
  };
  const nothing = () => {};

  test('several materials', async () => {
    const read = await readWith(({ document }) => {
      const mesh = document.getRoot().listMeshes()[0]!;
      mesh.addPrimitive(addPrimitive(document, box([1, 1, 1], 1), document.createMaterial('other')));
    });
    expect(read).toEqual({ kind: 'document', reason: 'The file has 2 materials.' });
  });

  test('vertex colours', async () => {
    const read = await readWith(({ document, primitive }) => {
      const colors = new Float32Array(ball.positions.length).fill(1);
      primitive.setAttribute(
        'COLOR_0',
        document
          .createAccessor()
          .setType('VEC3')
          .setArray(colors)
          .setBuffer(document.getRoot().listBuffers()[0]!),
      );
    });
    expect(read).toMatchObject({ kind: 'document', reason: 'The file has vertex colours.' });
  });

  test('an extension of the material', async () => {
    const read = await readWith(nothing, (json: { materials: object[]; extensionsUsed: string[] }) => {
      Object.assign(json.materials[0]!, { extensions: { KHR_materials_clearcoat: { clearcoatFactor: 1 } } });
      json.extensionsUsed = ['KHR_materials_clearcoat'];
    });
    expect(read).toMatchObject({ kind: 'document', reason: 'The material uses KHR_materials_clearcoat.' });
  });

  test('textures on different UV sets', async () => {
    const read = await readWith(({ material }) => {
      material.setOcclusionTexture(material.getBaseColorTexture()).getOcclusionTextureInfo()!.setTexCoord(1);
    });
    expect(read).toMatchObject({
      kind: 'document',
      reason: 'The material uses more than one mapping for its textures.',
    });
  });

  test('a texture that is mirrored beyond its edge', async () => {
    const read = await readWith(({ material, primitive }) => {
      material.getBaseColorTextureInfo()!.setWrapS(33648);
      primitive.getAttribute('TEXCOORD_0')!.setArray(ball.uvs.map((value) => 2 * value));
    });
    expect(read.kind).toBe('document');
  });

  test('lines', async () => {
    const read = await readWith(({ document, material }) => {
      const lines = addPrimitive(document, ball, material).setMode(Primitive.Mode.LINES!);
      document.getRoot().listMeshes()[0]!.addPrimitive(lines);
    });
    expect(read).toEqual({ kind: 'document', reason: 'The file draws points or lines.' });
  });

  test.each(['KHR_lights_punctual', 'EXT_something'])('a node with %s', async (name) => {
    const read = await readWith(nothing, (json: { nodes: object[]; extensionsUsed: string[] }) => {
      Object.assign(json.nodes[0]!, { extensions: { [name]: {} } });
      json.extensionsUsed = [name];
    });
    expect(read).toEqual({ kind: 'document', reason: `The file uses ${name}.` });
  });

  test('morph targets refuse geometry; a skin and animations keep the parts', async () => {
    const skinned = await readWith(({ document }) => {
      const joint = document.createNode('joint');
      document.getRoot().listScenes()[0]!.addChild(joint);
      document.getRoot().listNodes()[0]!.setSkin(document.createSkin().addJoint(joint));
    });
    expect(skinned).toEqual({ kind: 'document', reason: 'The file has a skin.' });
    const morphed = await readWith(({ document, primitive }) => {
      const target = document
        .createPrimitiveTarget()
        .setAttribute('POSITION', primitive.getAttribute('POSITION'));
      primitive.addTarget(target);
    });
    expect(morphed).toMatchObject({
      kind: 'document',
      geometryRefusal: expect.stringMatching(/^The file has morph targets, .* remove them .*\.$/),
    });
    const animated = await readWith(({ document }) => {
      const buffer = document.getRoot().listBuffers()[0]!;
      const input = document
        .createAccessor()
        .setArray(new Float32Array([0, 1]))
        .setBuffer(buffer);
      const output = document
        .createAccessor()
        .setType('VEC3')
        .setArray(new Float32Array(6))
        .setBuffer(buffer);
      const sampler = document.createAnimationSampler().setInput(input).setOutput(output);
      const channel = document
        .createAnimationChannel()
        .setTargetNode(document.getRoot().listNodes()[0]!)
        .setTargetPath('translation')
        .setSampler(sampler);
      document.createAnimation().addSampler(sampler).addChannel(channel);
    });
    expect(animated).toEqual({ kind: 'document', reason: 'The file has animations.' });
  });
});

describe('damaged files', () => {
  test('are refused as no GLB', async () => {
    await expect(readSource(new Uint8Array(100))).rejects.toMatchObject({ code: 'invalid-glb' });
  });

  test('compressed data that cannot be decompressed', async () => {
    const { document } = masterDocument(ball);
    await MeshoptEncoder.ready;
    await document.transform(quantize());
    document.createExtension(EXTMeshoptCompression).setRequired(true);
    const glb = await glbOf(document);
    const view = readGlbJson(glb).bufferViews.find(
      (candidate: { extensions?: { EXT_meshopt_compression?: { mode: string } } }) =>
        candidate.extensions?.EXT_meshopt_compression?.mode === 'ATTRIBUTES',
    );
    const start = view.extensions.EXT_meshopt_compression.byteOffset;
    const jsonBytes = new DataView(glb.buffer).getUint32(12, true);
    glb.fill(0xff, 28 + jsonBytes + start, 28 + jsonBytes + start + 40);
    await expect(readSource(glb)).rejects.toMatchObject({
      code: 'invalid-glb',
      message: expect.stringMatching(/^bufferViews\[\d+\] cannot be decompressed\.$/),
    });
  });
});
