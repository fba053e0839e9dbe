import { MeshoptEncoder } from 'meshoptimizer/encoder';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeKtx2 } from '../../../plugin/fit/texture/ktx2.ts';
import { checkGlb } from '../../../plugin/glb/check-glb.ts';
import type { GlbDecoder } from '../../../plugin/glb/glb-limits.ts';
import { measureGlb } from '../../../plugin/glb/measure-glb.ts';
import { type AnyJson, editGlbJson, packGlb, quadGlb } from '../../fixtures/make-glb.ts';
import { concat } from '../../fixtures/make-image.ts';
import { changed, expectRefused, withImage } from './hostile-case.ts';

const pad = (bytes: Uint8Array) => concat(bytes, new Array((4 - (bytes.length % 4)) % 4).fill(0));

beforeAll(async () => {
  await MeshoptEncoder.ready;
});

/** The quad with its positions and indices under EXT_meshopt_compression, unpacked into a buffer without data. */
function meshoptGlb(change: (json: AnyJson) => void = () => undefined): Uint8Array {
  const { json, bin } = quadGlb();
  const streams = [
    { view: 0, count: 4, stride: 12, mode: 'ATTRIBUTES' },
    { view: 2, count: 6, stride: 2, mode: 'TRIANGLES' },
  ];
  let data = bin;
  let room = 0;
  for (const { view, count, stride, mode } of streams) {
    const { byteOffset, byteLength } = json.bufferViews[view];
    const source = bin.slice(byteOffset, byteOffset + byteLength);
    const packed = MeshoptEncoder.encodeGltfBuffer(source, count, stride, mode, 0);
    const meshopt = {
      buffer: 0,
      byteOffset: data.length,
      byteLength: packed.length,
      byteStride: stride,
      count,
      mode,
    };
    json.bufferViews[view] = {
      buffer: 1,
      byteOffset: room,
      byteLength,
      ...(mode === 'ATTRIBUTES' && { byteStride: stride }),
      extensions: { EXT_meshopt_compression: meshopt },
    };
    room += byteLength;
    data = pad(concat(data, packed));
  }
  json.buffers[0].byteLength = data.length;
  json.buffers.push({ byteLength: room, extensions: { EXT_meshopt_compression: { fallback: true } } });
  json.extensionsUsed = json.extensionsRequired = ['EXT_meshopt_compression'];
  change(json);
  return packGlb({ json, bin: data });
}

const meshopt = (json: AnyJson, view = 0) => json.bufferViews[view].extensions.EXT_meshopt_compression;

describe('meshopt', () => {
  it('passes, and is measured as the file without compression', () => {
    const { fileBytes: _, ...plain } = measureGlb(packGlb(quadGlb()));
    expect(measureGlb(meshoptGlb())).toMatchObject(plain);
  });

  it('moves, scales and turns the declared bounds with the node', () => {
    const glb = meshoptGlb((json) => {
      json.nodes[0].scale = [2, 3, 1];
      json.nodes[0].translation = [10, 0, 0];
      json.nodes[0].rotation = [0, 0, Math.SQRT1_2, Math.SQRT1_2];
    });
    const { boundsMin, boundsMax } = measureGlb(glb);
    [7, 0, 0].forEach((value, axis) => {
      expect(boundsMin[axis]).toBeCloseTo(value, 6);
    });
    [10, 2, 0].forEach((value, axis) => {
      expect(boundsMax[axis]).toBeCloseTo(value, 6);
    });
  });

  it('reads normalized bounds as fractions', () => {
    const glb = meshoptGlb((json) => {
      json.extensionsUsed.push('KHR_mesh_quantization');
      Object.assign(json.accessors[0], { componentType: 5122, normalized: true, max: [32767, 16383, 0] });
    });
    expect(measureGlb(glb).boundsMax[0]).toBe(1);
    expect(measureGlb(glb).boundsMax[1]).toBeCloseTo(0.5, 4);
  });

  it('is refused where its decoder was left out', () => {
    expect(() => checkGlb(meshoptGlb(), { decoders: [] })).toThrow(
      'requires the extension "EXT_meshopt_compression", which needs a meshopt decoder, and none is configured',
    );
  });

  expectRefused([
    [
      'data beyond the end',
      () => meshoptGlb((j) => Object.assign(meshopt(j), { byteLength: 9999 })),
      'bufferViews[0] has compressed data',
    ],
    ['data in the room', () => meshoptGlb((j) => Object.assign(meshopt(j), { buffer: 1 })), 'which has none'],
    [
      'more than fits',
      () => meshoptGlb((j) => Object.assign(meshopt(j), { count: 15_000_000 })),
      'unpacks to 180,000,000',
    ],
    [
      'too many elements',
      () => meshoptGlb((j) => Object.assign(meshopt(j), { count: 16_000_001 })),
      'the limit is 16,000,000',
    ],
    [
      'more than memory should hold',
      () =>
        meshoptGlb((j) => {
          for (let i = 0; i < 5; i++) {
            const view = { ...j.bufferViews[0], byteOffset: 0, byteLength: 64_000_000 };
            const packed = { ...meshopt(j), byteStride: 64, count: 1_000_000 };
            j.bufferViews.push({ ...view, byteStride: 64, extensions: { EXT_meshopt_compression: packed } });
          }
          j.buffers[1].byteLength = 64_000_000;
        }),
      'unpacks to 320,000,',
    ],
    ['an odd stride', () => meshoptGlb((j) => Object.assign(meshopt(j), { byteStride: 6 })), 'a stride of 6'],
    [
      'another stride than that of the view',
      () =>
        meshoptGlb((j) => {
          j.bufferViews[0].byteStride = 24;
        }),
      'a stride of 24, but unpacks to one of 12',
    ],
    [
      'triangles of 5 corners',
      () => meshoptGlb((j) => Object.assign(meshopt(j, 2), { count: 5 })),
      'TRIANGLES of 5 indices',
    ],
    [
      'indices through a filter',
      () => meshoptGlb((j) => Object.assign(meshopt(j, 2), { filter: 'OCTAHEDRAL' })),
      'with the filter OCTAHEDRAL',
    ],
    [
      'a filter for other strides',
      () => meshoptGlb((j) => Object.assign(meshopt(j), { filter: 'QUATERNION' })),
      'QUATERNION at a stride of 12',
    ],
    ['an unknown mode', () => meshoptGlb((j) => Object.assign(meshopt(j), { mode: 'X' })), 'mode'],
    [
      'a view without compression in the room',
      () =>
        meshoptGlb((j) => {
          delete j.bufferViews[0].extensions;
        }),
      'which has no data',
    ],
    [
      'no data, and the decoder is optional',
      () =>
        meshoptGlb((j) => {
          j.extensionsRequired = [];
        }),
      'EXT_meshopt_compression is not required',
    ],
    [
      'the binary chunk as room',
      () =>
        meshoptGlb((j) => {
          j.buffers[0].extensions = { EXT_meshopt_compression: { fallback: true } };
        }),
      'buffers[0] is marked as a fallback',
    ],
    [
      'positions without bounds',
      () =>
        meshoptGlb((j) => {
          delete j.accessors[0].max;
        }),
      'does not say its max',
    ],
    [
      'an image in the room',
      () =>
        meshoptGlb((j) => {
          j.images[0].bufferView = 0;
        }),
      'which holds compressed vertex data',
    ],
  ]);
});

describe('levels of detail', () => {
  const lods = (change: (json: AnyJson) => void = () => undefined) =>
    changed((json) => {
      json.extensionsUsed = ['MSFT_lod'];
      json.nodes = [
        { mesh: 0, scale: [2, 2, 2], extensions: { MSFT_lod: { ids: [1, 2] } } },
        { mesh: 0, scale: [9, 9, 9] },
        { children: [3] },
        { mesh: 1 },
      ];
      json.meshes.push({ primitives: [{ attributes: { POSITION: 0 } }] });
      change(json);
    });

  it('are held in memory, but not counted as drawn', () => {
    const single = measureGlb(changed((json) => Object.assign(json.nodes[0], { scale: [2, 2, 2] })));
    const stats = measureGlb(lods());
    expect(stats).toMatchObject({ triangles: 2, vertices: 4, drawCalls: 1, boundsMax: single.boundsMax });
    expect(stats.gpuBytes).toBe(single.gpuBytes);
  });

  expectRefused([
    ['one that is not there', () => lods((j) => j.nodes[0].extensions.MSFT_lod.ids.push(7)), 'nodes[7]'],
    [
      'a cycle',
      () =>
        lods((j) => {
          j.nodes[2].children = [];
          j.nodes[1].extensions = { MSFT_lod: { ids: [3] } };
          j.nodes[3].extensions = { MSFT_lod: { ids: [0] } };
          j.scenes[0].nodes = [2];
        }),
      'the nodes form a cycle',
    ],
    ['one that stands in the scene', () => lods((j) => j.scenes[0].nodes.push(1)), 'which is not a root'],
    ['one of two nodes', () => lods((j) => j.nodes[2].children.push(1)), 'nodes[1] is a child of both'],
    ['the same twice', () => lods((j) => j.nodes[0].extensions.MSFT_lod.ids.push(1)), 'nodes[1] is a child'],
    [
      'too many draw calls among them',
      () =>
        lods((j) => {
          j.meshes[1].primitives = Array(10_001).fill(j.meshes[1].primitives[0]);
        }),
      '10,003 draw calls',
    ],
    [
      'of materials',
      () =>
        lods((j) => {
          j.materials[0].extensions = { MSFT_lod: { ids: [0] } };
        }),
      'only nodes may have them',
    ],
  ]);
});

describe('Draco and KTX2, only where a decoder is named', () => {
  const draco = (change: (json: AnyJson) => void = () => undefined) =>
    changed((json) => {
      json.extensionsUsed = json.extensionsRequired = ['KHR_draco_mesh_compression'];
      const [primitive] = json.meshes[0].primitives;
      primitive.extensions = {
        KHR_draco_mesh_compression: { bufferView: 1, attributes: { POSITION: 0, TEXCOORD_0: 1 } },
      };
      for (const accessor of json.accessors) delete accessor.bufferView;
      change(json);
    });
  const decoders: GlbDecoder[] = ['meshopt', 'draco'];

  it('Draco', () => {
    expect(() => checkGlb(draco())).toThrow('which needs a Draco decoder, and none is configured');
    const { fileBytes: _, ...plain } = measureGlb(packGlb(quadGlb()));
    expect(measureGlb(draco(), { decoders })).toMatchObject(plain);
    const elsewhere = draco((j) => {
      j.meshes[0].primitives[0].extensions.KHR_draco_mesh_compression.bufferView = 9;
    });
    expect(() => checkGlb(elsewhere, { decoders })).toThrow('bufferViews[9], which does not exist');
    const unnamed = draco((j) => {
      delete j.meshes[0].primitives[0].extensions.KHR_draco_mesh_compression.attributes.TEXCOORD_0;
    });
    expect(() => checkGlb(unnamed, { decoders })).toThrow('accessors[1] has 4 elements but no data');
  });

  it('KTX2, measured by its blocks', async () => {
    const raster = { widthPx: 16, heightPx: 8, data: new Uint8ClampedArray(16 * 8 * 4).fill(255) };
    const { bytes } = await encodeKtx2(raster, { kind: 'baseColor' });
    const glb = (image: Uint8Array) =>
      editGlbJson(withImage(image, 'image/ktx2'), (json) => {
        json.extensionsUsed = json.extensionsRequired = ['KHR_texture_basisu'];
        json.textures = [{ extensions: { KHR_texture_basisu: { source: 0 } } }];
      });
    expect(() => checkGlb(glb(bytes))).toThrow('which needs a KTX2 decoder, and none is configured');
    const ktx2: GlbDecoder[] = ['ktx2'];
    const stats = measureGlb(glb(bytes), { decoders: ktx2 });
    // 4 × 2, 2 × 1, 1, 1, 1 blocks of 16 bytes, and the quad's 80 bytes of vertices and 12 of indices.
    expect(stats).toMatchObject({ maxTextureSizePx: 16, textures: 1, gpuBytes: 13 * 16 + 92 });
    for (const [at, value, says] of [
      [40, 99, 'KTX2 with 99 levels'],
      [20, 18, '18 × 8 px'],
      [36, 6, 'not a plain 2D texture'],
      [12, 37, 'neither ETC1S nor UASTC'],
      [80, 0xffffff, 'level 0 beyond its end'],
      [96, 64, '64 bytes instead of 128'],
    ] as const) {
      const broken = bytes.slice();
      new DataView(broken.buffer).setUint32(at, value, true);
      expect(() => checkGlb(glb(broken), { decoders: ktx2 })).toThrow(says);
    }
    expect(() => checkGlb(glb(bytes.slice(0, 60)), { decoders: ktx2 })).toThrow(
      'ends inside its KTX2 header',
    );
  });
});
