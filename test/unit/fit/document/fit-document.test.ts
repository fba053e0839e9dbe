import { Document } from '@gltf-transform/core';
import { unweld } from '@gltf-transform/functions';
import { validateBytes } from 'gltf-validator';
import { describe, expect, test } from 'vitest';
import { DEFAULT_FIT_PLAN, type FitPlan } from '../../../../plugin/budget/fit-plan.ts';
import { fitDocument } from '../../../../plugin/fit/document/fit-document.ts';
import { drawnTriangles } from '../../../../plugin/fit/document/simplify-document.ts';
import { nodeCodec } from '../../../../plugin/fit/texture/node-codec.ts';
import { type AnyJson, editGlbJson, readGlbJson } from '../../../fixtures/make-glb.ts';
import { addNode } from '../../../fixtures/mesh/add-primitive.ts';
import { ball, fromGlb, makeDocument, noisePng, toGlb } from './make-document.ts';
import { nodeMatrices, outline } from './outline.ts';
import { sceneBounds } from './render.ts';

const PLAN: FitPlan = { ...DEFAULT_FIT_PLAN, triangles: 1_000_000, textureSize: 4096, repairs: [] };
const refit = (glb: Uint8Array, plan: Partial<FitPlan>, options: { extras?: Record<string, unknown> } = {}) =>
  fitDocument(glb, { ...PLAN, ...plan }, { codec: nodeCodec, ...options });

const textureOf = (document: Document, name: string) =>
  document
    .getRoot()
    .listTextures()
    .find((texture) => texture.getName() === name)!;

describe('a body and two wheels that share a mesh: 2,208 + 2 × 528 triangles', () => {
  test('reaches the target with everything else in its place', async () => {
    const { document } = await makeDocument();
    expect(drawnTriangles(document)).toBe(3_264);
    const master = await toGlb(document);
    const { glb, remarks, path, reducedForBytes } = await refit(master, { triangles: 1_600 });
    const fitted = await fromGlb(glb);
    expect([path, reducedForBytes]).toEqual(['keep-uvs', false]);
    expect(remarks.join()).not.toContain('simplifies to');
    expect(drawnTriangles(fitted)).toBeLessThanOrEqual(1_600);
    expect(drawnTriangles(fitted)).toBeGreaterThan(1_560);
    const source = await fromGlb(master);
    expect(outline(fitted)).toEqual(outline(source));
    expect(nodeMatrices(fitted)).toEqual(nodeMatrices(source));
    const [is, was] = [sceneBounds(fitted), sceneBounds(source)];
    for (const side of ['min', 'max'] as const)
      for (const [i, value] of is[side].entries()) expect(value).toBeCloseTo(was[side][i]!, 6);
    const [body, wheel] = fitted.getRoot().listMeshes();
    expect(wheel!.listParents().filter((parent) => parent.propertyType === 'Node')).toHaveLength(2);
    const trianglesOf = (mesh: typeof body) => mesh!.listPrimitives()[0]!.getIndices()!.getCount() / 3;
    expect(trianglesOf(body) / 2_208).toBeCloseTo(trianglesOf(wheel) / 528, 1);
    const [then, now] = [(await validateBytes(master)).issues, (await validateBytes(glb)).issues];
    expect([now.numErrors, now.numWarnings]).toEqual([0, then.numWarnings]);
  });

  test.each(['meshopt', 'quantized', 'float'] as const)(
    '%s: valid, and the same bounds',
    async (geometry) => {
      const { document } = await makeDocument();
      const master = await toGlb(document);
      const output = { ...PLAN.output, geometry };
      const { glb } = await refit(master, { triangles: 1_000, output });
      expect((await validateBytes(glb)).issues).toMatchObject({ numErrors: 0 });
      const json = readGlbJson(glb);
      const required: string[] = json.extensionsRequired ?? [];
      expect(required.includes('EXT_meshopt_compression')).toBe(geometry === 'meshopt');
      expect(required.includes('KHR_mesh_quantization')).toBe(geometry !== 'float');
      expect(sceneBounds(await fromGlb(glb)).max[0]).toBeCloseTo(1.4, 6);
    },
  );

  test('a fitted file is fitted again', async () => {
    const { document } = await makeDocument();
    const once = await refit(await toGlb(document), { triangles: 2_000, textureSize: 128 });
    const twice = await refit(once.glb, { triangles: 800, output: { ...PLAN.output, geometry: 'float' } });
    expect(drawnTriangles(await fromGlb(twice.glb))).toBeLessThanOrEqual(800);
    expect((await validateBytes(twice.glb)).issues).toMatchObject({ numErrors: 0 });
  });

  test('extras of the file stay beside those that are given', async () => {
    const { document } = await makeDocument();
    const { glb } = await refit(await toGlb(document), {}, { extras: { seed: 7 } });
    expect((await fromGlb(glb)).getRoot().getAsset().extras).toEqual({ author: 'someone', seed: 7 });
  });

  test('a target out of reach: as far as it goes, and the number', async () => {
    const document = new Document();
    const texture = document.createTexture('c').setImage(await noisePng(16));
    const material = document.createMaterial('facets').setBaseColorTexture(texture.setMimeType('image/png'));
    const node = addNode(document, 'facets', ball(1, 24), material);
    document.createScene().addChild(node);
    await document.transform(unweld());
    // Every triangle has texture coordinates of its own: each edge is a seam.
    const uvs = node.getMesh()!.listPrimitives()[0]!.getAttribute('TEXCOORD_0')!;
    uvs.setArray(new Float32Array(uvs.getCount() * 2).map((_, i) => ((i * 7919) % 1000) / 1000));
    const { glb, remarks } = await refit(await toGlb(document), { triangles: 100 });
    const reached = drawnTriangles(await fromGlb(glb));
    expect(reached).toBeGreaterThan(100);
    expect(remarks.join()).toContain(
      `simplifies to ${reached.toLocaleString('en-US')} triangles, not to 100`,
    );
  });

  test('what a file of several parts does not get is told', async () => {
    const { document } = await makeDocument();
    const { remarks } = await refit(await toGlb(document), {
      path: 'rebake',
      lodShares: [0.5],
      collider: { kind: 'box' },
      repairs: ['diagonal'],
    });
    expect(remarks).toEqual([
      expect.stringContaining('not baked again'),
      expect.stringContaining('LODs'),
      expect.stringContaining('collider'),
      expect.stringContaining('Repairs'),
    ]);
  });
});

describe('textures', () => {
  test('are made smaller, never larger, each in the format asked for', async () => {
    const { document } = await makeDocument();
    const master = await toGlb(document);
    const { glb, textureSize, textureQuality } = await refit(master, {
      path: 'textures',
      textureSize: 160,
    });
    const fitted = await fromGlb(glb);
    expect(textureOf(fitted, 'colours').getSize()).toEqual([160, 160]);
    expect(textureOf(fitted, 'bumps').getSize()).toEqual([128, 128]);
    expect(textureOf(fitted, 'colours').getMimeType()).toBe('image/webp');
    expect([textureSize, textureQuality]).toEqual([160, 0.85]);
    expect(drawnTriangles(fitted)).toBe(3_264);
  });

  test.each(['png', 'jpeg', 'ktx2'] as const)('%s', async (textures) => {
    const { document } = await makeDocument();
    const { glb } = await refit(await toGlb(document), {
      textureSize: 62,
      output: { ...PLAN.output, textures },
    });
    expect((await validateBytes(glb)).issues).toMatchObject({ numErrors: 0 });
    const types = (await fromGlb(glb))
      .getRoot()
      .listTextures()
      .map((texture) => texture.getMimeType());
    expect(types).toEqual([`image/${textures}`, `image/${textures}`]);
  });

  test('PNG that stays PNG keeps its very bytes', async () => {
    const { document } = await makeDocument();
    const before = textureOf(document, 'colours').getImage();
    const { glb } = await refit(await toGlb(document), { output: { ...PLAN.output, textures: 'png' } });
    expect(textureOf(await fromGlb(glb), 'colours').getImage()).toEqual(before);
  });

  test('alpha that a material uses is not lost to JPEG; alpha that none uses is', async () => {
    for (const [mode, type] of [
      ['BLEND', 'image/png'],
      ['OPAQUE', 'image/jpeg'],
    ] as const) {
      const { document } = await makeDocument();
      textureOf(document, 'colours').setImage(await noisePng(64, { alpha: true }));
      document.getRoot().listMaterials()[0]!.setAlphaMode(mode);
      const output = { ...PLAN.output, textures: 'jpeg' as const };
      const { glb, remarks } = await refit(await toGlb(document), { textureSize: 32, output });
      expect(textureOf(await fromGlb(glb), 'colours').getMimeType()).toBe(type);
      expect(remarks.length).toBe(mode === 'BLEND' ? 1 : 0);
    }
  });
});

describe('a limit of bytes', () => {
  test.each([120_000, 60_000, 40_000])('%i: met, and not by much more than needed', async (maxFileBytes) => {
    const { document } = await makeDocument();
    const master = await toGlb(document);
    const { glb, reducedForBytes } = await refit(master, { triangles: 1_000, maxFileBytes });
    expect(glb.length).toBeLessThanOrEqual(maxFileBytes);
    expect(glb.length).toBeGreaterThan(0.8 * Math.min(maxFileBytes, 92_000));
    expect(reducedForBytes).toBe(maxFileBytes < 92_000);
  });

  test('smaller than the geometry: both numbers are told', async () => {
    const { document } = await makeDocument();
    await expect(refit(await toGlb(document), { maxFileBytes: 9_000 })).rejects.toMatchObject({
      code: 'over-budget',
      message: expect.stringMatching(/of them geometry.*limit is 9,000/),
    });
  });
});

test('morph targets: the geometry is left alone, with what to do', async () => {
  const { document } = await makeDocument();
  const primitive = document.getRoot().listMeshes()[0]!.listPrimitives()[0]!;
  const position = primitive.getAttribute('POSITION')!;
  primitive.addTarget(document.createPrimitiveTarget().setAttribute('POSITION', position.clone()));
  const master = await toGlb(document);
  await expect(refit(master, { triangles: 500 })).rejects.toMatchObject({
    code: 'unfittable',
    message: expect.stringMatching(/3,264 triangles.*to 500.*morph targets.*remove them.*textures can still/),
  });
  const output = { ...PLAN.output, withLods: true };
  const { glb, remarks } = await refit(master, {
    triangles: 3_264,
    textureSize: 64,
    lodShares: [0.5],
    output,
  });
  const [fitted, source] = [await fromGlb(glb), await fromGlb(master)];
  expect(remarks).toEqual([
    expect.stringContaining('LODs cannot be made'),
    expect.stringContaining('Geometry is unchanged: the file has morph targets'),
  ]);
  const positions = (from: Document) =>
    from.getRoot().listMeshes()[0]!.listPrimitives()[0]!.getAttribute('POSITION')!.getArray();
  expect(positions(fitted)).toEqual(positions(source));
  expect(outline(fitted)).toEqual(outline(source));
  expect(textureOf(fitted, 'colours').getSize()).toEqual([64, 64]);
  expect((await validateBytes(glb)).issues).toMatchObject({ numErrors: 0 });
});

test('animated parts are simplified in their own space, with LODs; the animation stays', async () => {
  const { document, body } = await makeDocument();
  const buffer = document.getRoot().listBuffers()[0]!;
  const times = document
    .createAccessor()
    .setArray(new Float32Array([0, 1]))
    .setBuffer(buffer);
  const moves = document
    .createAccessor()
    .setType('VEC3')
    .setArray(new Float32Array([0, 0, 0, 1, 2, 3]))
    .setBuffer(buffer);
  const sampler = document.createAnimationSampler().setInput(times).setOutput(moves);
  const channel = document
    .createAnimationChannel()
    .setSampler(sampler)
    .setTargetNode(body)
    .setTargetPath('translation');
  document.createAnimation('idle').addSampler(sampler).addChannel(channel);
  const master = await toGlb(document);
  const plain = await refit(master, { triangles: 1_600 });
  const fitted = await fromGlb(plain.glb);
  expect(plain.remarks.join()).not.toContain('simplifies to');
  expect(drawnTriangles(fitted)).toBeLessThanOrEqual(1_600);
  expect(outline(fitted)).toEqual(outline(await fromGlb(master)));
  const [kept] = fitted.getRoot().listAnimations()[0]!.listChannels();
  expect(kept!.getTargetNode()!.getName()).toBe('body');
  expect(kept!.getSampler()!.getOutput()!.getArray()).toEqual(moves.getArray());

  const output = { ...PLAN.output, withLods: true };
  const { glb } = await refit(master, { triangles: 1_600, lodShares: [0.5], output });
  const { nodes, animations } = readGlbJson(glb);
  const levels = nodes.filter(({ extensions }: AnyJson) => extensions?.MSFT_lod);
  // The body moves and carries the wheels: its mesh hangs on a child, so that a level moves with it.
  expect(levels.map(({ name }: AnyJson) => name)).toEqual(['wheel -1', 'wheel 1', 'body']);
  const moved = nodes[animations[0].channels[0].target.node];
  expect([moved.name, moved.mesh]).toEqual(['body', undefined]);
  expect(moved.children.map((child: number) => nodes[child].name)).toContain('body');
  expect((await validateBytes(glb)).issues).toMatchObject({ numErrors: 0 });
});

describe('refused by name', () => {
  test.each(['KHR_draco_mesh_compression', 'KHR_texture_basisu', 'EXT_texture_avif', 'ACME_shading'])(
    '%s',
    async (name) => {
      const { document } = await makeDocument();
      const master = editGlbJson(await toGlb(document), (json) => {
        json.extensionsUsed = [name];
        json.extensionsRequired = [name];
      });
      await expect(refit(master, {})).rejects.toMatchObject({
        code: 'unfittable',
        message: expect.stringContaining(name),
      });
    },
  );

  test('an unknown extension that is not required is left out, and said so', async () => {
    const { document } = await makeDocument();
    const master = editGlbJson(await toGlb(document), (json) => {
      json.extensionsUsed = [...json.extensionsUsed, 'ACME_shading'];
    });
    expect((await refit(master, {})).remarks).toEqual([expect.stringContaining('ACME_shading')]);
  });

  test('no GLB at all', async () => {
    await expect(refit(new Uint8Array(100), {})).rejects.toMatchObject({ code: 'invalid-glb' });
  });
});

test('two materials on one mesh: their common border stays closed', async () => {
  const { document } = await makeDocument();
  const mesh = document.getRoot().listMeshes()[0]!;
  const whole = mesh.listPrimitives()[0]!;
  const indices = whole.getIndices()!;
  const half = Math.floor(indices.getCount() / 6) * 3;
  const array = indices.getArray()!;
  const other = whole.clone().setMaterial(document.getRoot().listMaterials()[1]!);
  other.setIndices(indices.clone().setArray(array.slice(half)));
  whole.setIndices(indices.clone().setArray(array.slice(0, half)));
  mesh.addPrimitive(other);
  const { glb } = await refit(await toGlb(document), { triangles: 1_300 });
  const [first, second] = (await fromGlb(glb)).getRoot().listMeshes()[0]!.listPrimitives();
  const places = (primitive: typeof first) => {
    const accessor = primitive!.getAttribute('POSITION')!;
    return new Set(Array.from({ length: accessor.getCount() }, (_, i) => accessor.getElement(i, []).join()));
  };
  const common = [...places(first)].filter((place) => places(second).has(place));
  // The ring of 48 vertices half way down, and at least a part of the step where the rows of triangles were cut.
  expect(common.length).toBeGreaterThanOrEqual(48);
});

test('a stop ends it', async () => {
  const { document } = await makeDocument();
  const stop = new AbortController();
  const seen: string[] = [];
  const work = fitDocument(
    await toGlb(document),
    { ...PLAN, triangles: 500 },
    {
      codec: nodeCodec,
      signal: stop.signal,
      onProgress: (stage) => {
        seen.push(stage);
        if (stage === 'simplify') stop.abort();
      },
    },
  );
  await expect(work).rejects.toMatchObject({ code: 'aborted' });
  expect(seen).not.toContain('encode');
});
