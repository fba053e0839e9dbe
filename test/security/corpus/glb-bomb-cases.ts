import { type AnyJson, packGlb, quadGlb } from '../../fixtures/make-glb.ts';
import { pngHeader } from '../../fixtures/make-image.ts';
import { DATA_START, type GlbCase, quadWith, refusedQuads } from './quad-with.ts';

const FLOAT = 5126;

/** The smallest file that asks a loader for 600 MB: an accessor of 50 million elements without data. */
function smallestBomb(): Uint8Array<ArrayBuffer> {
  return packGlb({
    json: {
      asset: { version: '2.0' },
      scenes: [{ nodes: [0] }],
      nodes: [{ mesh: 0 }],
      meshes: [{ primitives: [{ attributes: { POSITION: 0 } }] }],
      accessors: [{ componentType: FLOAT, count: 50_000_000, type: 'VEC3' }],
    },
  });
}

/** The quad's mesh in place of one of `vertices` vertices that stand in the file once, without indices. */
export function meshOf(vertices: number, change: (json: AnyJson) => void): Uint8Array<ArrayBuffer> {
  const more = new Uint8Array(12 * vertices);
  return quadWith((json) => {
    json.bufferViews.push({ buffer: 0, byteOffset: DATA_START, byteLength: more.length });
    json.accessors.push({ bufferView: 4, componentType: FLOAT, count: vertices, type: 'VEC3' });
    json.meshes[0].primitives = [{ attributes: { POSITION: 3 } }];
    change(json);
  }, more);
}

/** The quad with its positions compressed: `count` of them, declared to come from 48 bytes. */
export function meshoptQuad(
  count: number,
  change: (json: AnyJson) => void = () => {},
): Uint8Array<ArrayBuffer> {
  return quadWith((json) => {
    json.extensionsUsed = json.extensionsRequired = ['EXT_meshopt_compression'];
    json.buffers.push({
      byteLength: count * 12,
      extensions: { EXT_meshopt_compression: { fallback: true } },
    });
    json.bufferViews[0] = {
      buffer: 1,
      byteLength: count * 12,
      byteStride: 12,
      extensions: {
        EXT_meshopt_compression: { buffer: 0, byteLength: 48, byteStride: 12, count, mode: 'ATTRIBUTES' },
      },
    };
    json.accessors[0].count = count;
    delete json.meshes[0].primitives[0].attributes.TEXCOORD_0;
    change(json);
  });
}

const dracoPrimitive = (json: AnyJson, count: number) => {
  json.extensionsUsed = json.extensionsRequired = ['KHR_draco_mesh_compression'];
  json.accessors[0] = { componentType: FLOAT, count, type: 'VEC3', min: [0, 0, 0], max: [1, 1, 1] };
  json.meshes[0].primitives = [
    {
      attributes: { POSITION: 0 },
      extensions: { KHR_draco_mesh_compression: { bufferView: 3, attributes: { POSITION: 0 } } },
    },
  ];
};

/** Files that are small themselves and would become large: in memory, in time, on a GPU. */
export const BOMB_CASES: readonly GlbCase[] = [
  {
    what: '50 million vertices without data',
    bytes: smallestBomb,
    refusal: 'accessors[0] has 50,000,000 elements; the limit is 16,000,000',
  },
  ...refusedQuads([
    [
      '15 million vertices without data',
      'accessors[0] has 15,000,000 elements but no data',
      (j) => {
        j.accessors[0] = { componentType: FLOAT, count: 15_000_000, type: 'VEC3' };
      },
    ],
    [
      '20,000 draw calls from two nodes of JSON',
      '20,000 draw calls; the limit is 10,000',
      (j) => {
        j.meshes[0].primitives.push(j.meshes[0].primitives[0]);
        j.nodes = Array(10_000).fill({ mesh: 0 });
        j.scenes[0].nodes = j.nodes.map((_: unknown, i: number) => i);
      },
    ],
    [
      '101,000 joints',
      'the limit is 10,000',
      (j) => {
        j.skins = Array(20).fill({ joints: Array(1000).fill(0) });
      },
    ],
    [
      '17 images',
      '17 images; the limit is 16',
      (j) => {
        j.images = Array(17).fill(j.images[0]);
      },
    ],
  ]),
  {
    what: '36 million vertices drawn, of 4,000 in the file',
    bytes: () =>
      meshOf(4_000, (json) => {
        json.nodes = Array(9_000).fill({ mesh: 0 });
        json.scenes[0].nodes = json.nodes.map((_: unknown, i: number) => i);
      }),
    refusal: '36,000,000 vertices; the limit is 32,000,000',
  },
  {
    what: '900 morph targets of 40,000 vertices, all on the same bytes',
    bytes: () =>
      meshOf(40_000, (json) => {
        json.meshes[0].primitives[0].targets = Array(900).fill({ POSITION: 3 });
      }),
    refusal: 'morph targets with 36,000,000 elements in total; the limit is 8,000,000',
  },
  {
    what: 'one morph target on each of 9,000 nodes',
    bytes: () =>
      meshOf(3_000, (json) => {
        json.meshes[0].primitives[0].targets = [{ POSITION: 3 }];
        json.nodes = Array(9_000).fill({ mesh: 0 });
        json.scenes[0].nodes = json.nodes.map((_: unknown, i: number) => i);
      }),
    refusal: 'morph targets with 27,000,000 elements in total; the limit is 8,000,000',
  },
  {
    what: '3,000 channels of 4,000 keys, all on the same bytes',
    bytes: () =>
      meshOf(4_000, (json) => {
        json.bufferViews.push({ buffer: 0, byteOffset: DATA_START, byteLength: 16_000 });
        json.accessors.push({ bufferView: 5, componentType: FLOAT, count: 4_000, type: 'SCALAR' });
        const channel = { sampler: 0, target: { node: 0, path: 'translation' } };
        json.animations = [{ channels: Array(3_000).fill(channel), samplers: [{ input: 4, output: 3 }] }];
      }),
    refusal: 'animations with 12,000,000 keys in total; the limit is 1,000,000',
  },
  {
    what: 'keys of weights, each for 2,000 morph targets',
    bytes: () =>
      meshOf(1_000, (json) => {
        json.bufferViews.push({ buffer: 0, byteOffset: DATA_START, byteLength: 4_000 });
        json.accessors.push({ bufferView: 5, componentType: FLOAT, count: 1_000, type: 'SCALAR' });
        json.meshes[0].primitives[0].targets = Array(2_000).fill({ POSITION: 3 });
        const channel = { sampler: 0, target: { node: 0, path: 'weights' } };
        json.animations = [{ channels: [channel], samplers: [{ input: 4, output: 4 }] }];
      }),
    refusal: 'animations with 2,000,000 keys in total; the limit is 1,000,000',
  },
  {
    what: 'one image of 8192 px under twelve samplers',
    bytes: () => {
      const image = pngHeader(8192, 8192);
      return quadWith((json) => {
        json.bufferViews.push({ buffer: 0, byteOffset: DATA_START, byteLength: image.length });
        json.images = [{ bufferView: 4, mimeType: 'image/png' }];
        json.samplers = Array.from({ length: 12 }, (_, i) => ({
          magFilter: 9728 + Math.floor(i / 6),
          minFilter: [9728, 9729, 9984, 9985, 9986, 9987][i % 6],
        }));
        json.textures = json.samplers.map((_: unknown, sampler: number) => ({ sampler, source: 0 }));
      }, image);
    },
    refusal: '805,306,368 pixels in total',
  },
  {
    what: 'meshopt: 5 million vertices from 48 bytes',
    bytes: () => meshoptQuad(5_000_000),
    refusal: 'bufferViews[0] has 48 compressed bytes, too few for 5,000,000 elements',
  },
  {
    what: 'meshopt: 17 million vertices',
    bytes: () => meshoptQuad(17_000_000),
    refusal: 'bufferViews[0] has 17,000,000 compressed elements; the limit is 16,000,000',
  },
  {
    what: 'meshopt: another size than its bufferView',
    bytes: () =>
      meshoptQuad(64, (json) => {
        json.bufferViews[0].byteLength -= 12;
      }),
    refusal: 'bufferViews[0] has 756 bytes, but unpacks to 768',
  },
  {
    what: 'meshopt: compressed bytes beyond the buffer',
    bytes: () =>
      meshoptQuad(64, (json) => {
        json.bufferViews[0].extensions.EXT_meshopt_compression.byteLength = 1e9;
      }),
    refusal: 'compressed data 9',
  },
  {
    what: 'meshopt that no list names, so that a loader reads what is not checked',
    bytes: () =>
      meshoptQuad(4, (json) => {
        json.extensionsUsed = [];
        json.extensionsRequired = [];
        json.buffers.pop();
        json.bufferViews[0].buffer = 0;
      }),
    refusal: 'bufferViews[0] is compressed, but extensionsUsed does not name EXT_meshopt_compression',
  },
  {
    what: 'meshopt without its decoder',
    bytes: () => meshoptQuad(64),
    decoders: [],
    refusal: 'which needs a meshopt decoder, and none is configured',
  },
  {
    what: 'Draco: 17 million vertices',
    bytes: () => quadWith((json) => dracoPrimitive(json, 17_000_000)),
    decoders: ['draco'],
    refusal: 'accessors[0] has 17,000,000 elements; the limit is 16,000,000',
  },
  {
    what: 'Draco that no list names: what it does not fill stays empty',
    bytes: () =>
      quadWith((json) => {
        dracoPrimitive(json, 15_000_000);
        json.extensionsUsed = json.extensionsRequired = [];
      }),
    decoders: ['draco'],
    refusal: 'is compressed, but extensionsUsed does not name KHR_draco_mesh_compression',
  },
  {
    what: 'Draco with its decoder: what is in it only the decoder knows',
    bytes: () => quadWith((json) => dracoPrimitive(json, 3)),
    decoders: ['draco'],
  },
  {
    what: 'eight morph targets of a quad, animated',
    bytes: () => {
      const { json, bin } = quadGlb();
      json.meshes[0].primitives[0].targets = Array(8).fill({ POSITION: 0 });
      json.animations = [
        {
          channels: [{ sampler: 0, target: { node: 0, path: 'translation' } }],
          samplers: [{ input: 3, output: 0 }],
        },
      ];
      json.accessors.push({ bufferView: 1, componentType: FLOAT, count: 4, type: 'SCALAR' });
      return packGlb({ json, bin });
    },
  },
];
