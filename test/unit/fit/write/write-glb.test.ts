import { NodeIO } from '@gltf-transform/core';
import { ALL_EXTENSIONS } from '@gltf-transform/extensions';
import { validateBytes } from 'gltf-validator';
import { MeshoptDecoder } from 'meshoptimizer/decoder';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EncodedTexture, TexturedMesh } from '../../../../plugin/fit/mesh/surface.ts';
import { encodeKtx2 } from '../../../../plugin/fit/texture/ktx2.ts';
import { prepareGlb, writeFittedGlb } from '../../../../plugin/fit/write/write-glb.ts';
import { measureGlb } from '../../../../plugin/glb/measure-glb.ts';
import { readGlb } from '../../../../plugin/glb/read-glb.ts';
import { readGlbJson } from '../../../fixtures/make-glb.ts';
import { PLAIN_MATERIAL } from '../../../fixtures/mesh/plain-material.ts';
import { makeRaster, makeSurface } from './make-surface.ts';

type Written = Parameters<typeof writeFittedGlb>[0];

let mesh: TexturedMesh;
let lods: { mesh: TexturedMesh; error: number }[];
const textures: Record<'webp' | 'png' | 'jpeg' | 'ktx2', EncodedTexture> = {} as never;

beforeAll(async () => {
  await MeshoptDecoder.ready;
  mesh = await makeSurface(3000, 30);
  lods = [
    { mesh: await makeSurface(1500, 30), error: 0.0015 },
    { mesh: await makeSurface(700, 30), error: 0.004 },
  ];
  const raster = makeRaster(64, 7);
  const image = sharp(raster.data, { raw: { width: 64, height: 64, channels: 4 } });
  for (const format of ['webp', 'png', 'jpeg'] as const) {
    const bytes = Uint8Array.from(await image.clone().toFormat(format).toBuffer());
    textures[format] = { bytes, mimeType: `image/${format}`, widthPx: 64, heightPx: 64 };
  }
  textures.ktx2 = await encodeKtx2(raster, { kind: 'baseColor', opaque: true });
});

const content = (more: Partial<Written> = {}): Written => ({
  name: 'chair',
  mesh,
  material: PLAIN_MATERIAL,
  textures: { baseColor: textures.webp },
  output: { geometry: 'meshopt', withLods: false },
  generator: 'test',
  ...more,
});

const write = (more?: Partial<Written>) => writeFittedGlb(content(more));

/** What another program reads: positions in metres, unit normals, coordinates in 0 … 1. */
async function readBack(glb: Uint8Array) {
  const io = new NodeIO()
    .registerExtensions(ALL_EXTENSIONS)
    .registerDependencies({ 'meshopt.decoder': MeshoptDecoder });
  const document = await io.readBinary(glb);
  const nodes = document.getRoot().listNodes();
  return nodes.map((node) => {
    const primitive = node.getMesh()!.listPrimitives()[0]!;
    const [scale] = node.getScale();
    const move = node.getTranslation();
    const elements = (name: string) => {
      const accessor = primitive.getAttribute(name)!;
      return Array.from({ length: accessor.getCount() }, (_, i) => accessor.getElement(i, [] as number[]));
    };
    return {
      positions: elements('POSITION').map((p) => p.map((value, axis) => value * scale! + move[axis]!)),
      normals: elements('NORMAL'),
      uvs: elements('TEXCOORD_0'),
      indices: [...primitive.getIndices()!.getArray()!],
    };
  });
}

describe.each(['meshopt', 'quantized', 'float'] as const)('geometry %s', (geometry) => {
  it.each(['webp', 'png', 'jpeg', 'ktx2'] as const)(
    'with %s textures, with and without levels, has no fault for the Khronos validator',
    async (format) => {
      for (const withLods of [false, true]) {
        const maps = { baseColor: textures[format], normal: textures[format] };
        const glb = await write({ textures: maps, lods, output: { geometry, withLods } });
        const { issues } = await validateBytes(glb);
        const known = /UNSUPPORTED|UNUSED|GENERATED_TANGENT|VALUE_NOT_IN_LIST|IMAGE_UNRECOGNIZED_FORMAT/;
        expect(issues.messages.filter(({ code }) => !known.test(code))).toEqual([]);
        expect(issues.numErrors).toBe(0);
        readGlb(glb, { decoders: ['meshopt', 'ktx2'] });
      }
    },
  );

  it('keeps every corner: position within half a step, normal within a degree, coordinate within a fortieth texel', async () => {
    const [back] = await readBack(await write({ output: { geometry, withLods: false } }));
    const corner = (source: TexturedMesh, v: number) => [
      source.positions[v * 3]!,
      source.positions[v * 3 + 1]!,
      source.positions[v * 3 + 2]!,
    ];
    expect(back!.indices.length).toBe(mesh.indices.length);
    const extent = 1;
    // Triangles are in another order: corners are paired by where they are on the texture.
    const cell = (u: number, v: number) => `${Math.round(u * 700)},${Math.round(v * 700)}`;
    const near = new Map<string, number[]>();
    for (let v = 0; v < mesh.uvs.length / 2; v++) {
      const [u, w] = [mesh.uvs[v * 2]!, mesh.uvs[v * 2 + 1]!];
      for (const du of [-0.5, 0, 0.5])
        for (const dw of [-0.5, 0, 0.5]) {
          const key = cell(u + du / 700, w + dw / 700);
          near.set(key, [...(near.get(key) ?? []), v]);
        }
    }
    const scale = geometry === 'meshopt' ? 65_535 / 4095 : 1;
    let worst = 0;
    let steepest = 1;
    let farthest = 0;
    back!.positions.forEach((p, i) => {
      const uv = back!.uvs[i]!.map((value) => value * scale) as [number, number];
      let best = Number.POSITIVE_INFINITY;
      let match = -1;
      for (const v of near.get(cell(...uv)) ?? []) {
        const q = corner(mesh, v);
        const apart = Math.hypot(p[0]! - q[0]!, p[1]! - q[1]!, p[2]! - q[2]!);
        const off = Math.max(Math.abs(uv[0] - mesh.uvs[v * 2]!), Math.abs(uv[1] - mesh.uvs[v * 2 + 1]!));
        if (apart + off < best) [best, match] = [apart + off, v];
      }
      expect(match).toBeGreaterThanOrEqual(0);
      const q = corner(mesh, match);
      worst = Math.max(worst, Math.abs(p[0]! - q[0]!), Math.abs(p[1]! - q[1]!), Math.abs(p[2]! - q[2]!));
      farthest = Math.max(farthest, Math.abs(uv[0] - mesh.uvs[match * 2]!));
      const n = back!.normals[i]!;
      const dot = [0, 1, 2].reduce((sum, axis) => sum + n[axis]! * mesh.normals[match * 3 + axis]!, 0);
      steepest = Math.min(steepest, dot / Math.hypot(...n));
    });
    expect(worst).toBeLessThan((extent / 16_383) * 0.55);
    expect(steepest).toBeGreaterThan(Math.cos(Math.PI / 180));
    expect(farthest).toBeLessThan(0.51 / 4095);
  });

  it('stays closed: welded by position, every edge has two faces', async () => {
    const [back] = await readBack(await write({ output: { geometry, withLods: false } }));
    const ids = new Map<string, number>();
    const id = back!.positions.map((p) => {
      const key = p.join();
      if (!ids.has(key)) ids.set(key, ids.size);
      return ids.get(key)!;
    });
    const edges = new Map<string, number>();
    for (let t = 0; t < back!.indices.length; t += 3)
      for (let k = 0; k < 3; k++) {
        const [a, b] = [id[back!.indices[t + k]!]!, id[back!.indices[t + ((k + 1) % 3)]!]!];
        edges.set(`${a},${b}`, (edges.get(`${a},${b}`) ?? 0) + 1);
      }
    const open = [...edges].filter(([key, n]) => n !== (edges.get(key.split(',').reverse().join()) ?? 0));
    expect(open).toEqual([]);
  });

  it('is measured as it was made', async () => {
    const stats = measureGlb(await write({ lods, output: { geometry, withLods: true } }));
    expect(stats.triangles).toBe(mesh.indices.length / 3);
    expect(stats.vertices).toBe(mesh.positions.length / 3);
    expect(stats).toMatchObject({ drawCalls: 1, materials: 1, textures: 1, maxTextureSizePx: 64 });
    const axis = (from: number) => mesh.positions.filter((_, i) => i % 3 === from);
    for (const a of [0, 1, 2]) {
      expect(stats.boundsMin[a]).toBeCloseTo(Math.min(...axis(a)), 3);
      expect(stats.boundsMax[a]).toBeCloseTo(Math.max(...axis(a)), 3);
    }
    const vertexBytes = geometry === 'float' ? 32 : 16;
    const meshes = [mesh, ...lods.map((lod) => lod.mesh)];
    const buffers = meshes.reduce(
      (n, m) => n + (m.positions.length / 3) * vertexBytes + m.indices.length * 2,
      0,
    );
    expect(stats.gpuBytes).toBe(buffers + Math.ceil((64 * 64 * 16) / 3));
  });
});

describe('the document', () => {
  it('needs no extension as floats with PNG', async () => {
    const json = readGlbJson(
      await write({ textures: { baseColor: textures.png }, output: { geometry: 'float', withLods: false } }),
    );
    expect(json).not.toHaveProperty('extensionsUsed');
    expect(json.buffers).toHaveLength(1);
  });

  it('has every decoder that it needs among the required extensions', async () => {
    const required = async (more: Partial<Written>) => readGlbJson(await write(more)).extensionsRequired;
    expect(await required({})).toEqual([
      'EXT_meshopt_compression',
      'KHR_mesh_quantization',
      'KHR_texture_transform',
      'EXT_texture_webp',
    ]);
    expect(
      await required({
        textures: { normal: textures.ktx2 },
        output: { geometry: 'quantized', withLods: false },
      }),
    ).toEqual(['KHR_mesh_quantization', 'KHR_texture_basisu']);
  });

  it('compresses with the first version of the codec, the only one that every decoder reads', async () => {
    const { gltf, bin } = readGlb(await write());
    const heads = gltf.bufferViews.flatMap(({ extensions }) => {
      const meshopt = extensions?.EXT_meshopt_compression;
      return meshopt ? [bin[meshopt.byteOffset]] : [];
    });
    expect(heads).toEqual([0xa0, 0xa0, 0xa0, 0xe1]);
  });

  it('carries the material over and leaves out what glTF takes for granted', async () => {
    expect(readGlbJson(await write()).materials).toEqual([
      {
        name: 'surface',
        pbrMetallicRoughness: {
          baseColorTexture: {
            index: 0,
            extensions: { KHR_texture_transform: { scale: [65_535 / 4095, 65_535 / 4095] } },
          },
        },
      },
    ]);
    const material = {
      name: 'glass',
      baseColorFactor: [1, 0.5, 0.25, 0.5],
      metallicFactor: 0,
      roughnessFactor: 0.3,
      emissiveFactor: [0, 1, 0],
      normalScale: 0.8,
      occlusionStrength: 0.6,
      alphaMode: 'MASK',
      alphaCutoff: 0.3,
      doubleSided: true,
    } as const;
    const maps = { metallicRoughness: textures.png, occlusion: textures.png, normal: textures.jpeg };
    const json = readGlbJson(
      await write({ material, textures: maps, output: { geometry: 'float', withLods: false } }),
    );
    expect(json.materials).toEqual([
      {
        name: 'glass',
        pbrMetallicRoughness: {
          baseColorFactor: [1, 0.5, 0.25, 0.5],
          metallicFactor: 0,
          roughnessFactor: 0.3,
          metallicRoughnessTexture: { index: 0 },
        },
        normalTexture: { index: 1, scale: 0.8 },
        occlusionTexture: { index: 0, strength: 0.6 },
        emissiveFactor: [0, 1, 0],
        alphaMode: 'MASK',
        alphaCutoff: 0.3,
        doubleSided: true,
      },
    ]);
    expect(json.images).toHaveLength(2);
  });

  it('has extras, copyright and generator in its asset', async () => {
    const glb = await write({ extras: { master: { hash: 'abc' } }, copyright: '© me', generator: 'fit 1' });
    expect(readGlbJson(glb).asset).toEqual({
      version: '2.0',
      generator: 'fit 1',
      copyright: '© me',
      extras: { master: { hash: 'abc' } },
    });
  });

  it('hangs coarser levels on the node, with the screen shares at which they take over', async () => {
    const glb = await write({ lods, output: { geometry: 'meshopt', withLods: true } });
    const json = readGlbJson(glb);
    expect(json.scenes).toEqual([{ nodes: [0] }]);
    expect(json.nodes[0].extensions).toEqual({ MSFT_lod: { ids: [1, 2] } });
    const [first, second, last] = json.nodes[0].extras.MSFT_screencoverage;
    // π · (R/e)² / 1080² / (16/9) with R the half diagonal of the bounding box.
    const { boundsMin, boundsMax } = measureGlb(glb);
    const radius = Math.hypot(...boundsMin.map((low, axis) => boundsMax[axis]! - low)) / 2;
    const share = (error: number) => (Math.PI * (radius / error) ** 2) / 1080 ** 2 / (16 / 9);
    expect(first).toBeCloseTo(share(0.0015), 3);
    expect(second).toBeCloseTo(share(0.004), 3);
    expect(last).toBe(0);
    const back = await readBack(glb);
    expect(back.map(({ indices }) => indices.length / 3)).toEqual(
      [mesh, ...lods.map((lod) => lod.mesh)].map(({ indices }) => indices.length / 3),
    );
  });

  it('keeps coordinates that repeat the texture, and lets it repeat', async () => {
    const uvs = mesh.uvs.map((value) => value * 5 - 2);
    const glb = await write({ mesh: { ...mesh, uvs } });
    const json = readGlbJson(glb);
    expect(json.samplers[0]).not.toHaveProperty('wrapS');
    expect(json.extensionsRequired).not.toContain('KHR_texture_transform');
    const [back] = await readBack(glb);
    expect(new Set(back!.uvs.map(([u]) => u))).toEqual(new Set(uvs.filter((_, i) => i % 2 === 0)));
    expect((await validateBytes(glb)).issues.numErrors).toBe(0);
  });

  it('uses 14 bits a coordinate from 2048 px up', async () => {
    const large = { ...textures.webp, widthPx: 2048, heightPx: 1024 };
    const { scale } = readGlbJson(await write({ textures: { baseColor: large } })).materials[0]
      .pbrMetallicRoughness.baseColorTexture.extensions.KHR_texture_transform;
    expect(scale[0]).toBe(65_535 / 16_383);
  });

  it('gives the same bytes for the same content', async () => {
    expect(await write({ lods, output: { geometry: 'meshopt', withLods: true } })).toEqual(
      await write({ lods, output: { geometry: 'meshopt', withLods: true } }),
    );
  });
});

describe('bytes', () => {
  it('a dense surface cut into charts of 29 faces: at most 7.3 bytes a triangle with meshopt', async () => {
    const dense = await makeSurface(120_000, 29);
    const triangles = dense.indices.length / 3;
    expect(dense.positions.length / 3 / triangles).toBeGreaterThan(0.85);
    const bytes = (await prepareGlb(content({ mesh: dense }), 2048)).geometryBytes;
    expect(bytes / triangles).toBeLessThan(7.3);
  });

  it('more than 65,535 vertices get 32-bit indices', async () => {
    const dense = await makeSurface(90_000, 29);
    const glb = await write({ mesh: dense, output: { geometry: 'quantized', withLods: false } });
    expect(readGlbJson(glb).accessors[3].componentType).toBe(5125);
    expect((await validateBytes(glb)).issues.numErrors).toBe(0);
  });
});

it('a mesh without a triangle is refused', async () => {
  const none = { ...mesh, indices: new Uint32Array(0) };
  await expect(write({ mesh: none })).rejects.toMatchObject({ code: 'unfittable' });
});
