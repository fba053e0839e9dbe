import { packGlb, quadGlb } from '../../fixtures/make-glb.ts';
import { type GlbCase, quadWith, refusedQuads } from './quad-with.ts';

const chain = (length: number) =>
  Array.from({ length }, (_, i) => (i + 1 < length ? { children: [i + 1] } : { mesh: 0 }));

function withFloat(at: number, value: number): () => Uint8Array<ArrayBuffer> {
  return () => {
    const { json, bin } = quadGlb();
    new DataView(bin.buffer).setFloat32(at, value, true);
    return packGlb({ json, bin });
  };
}

/** Nodes, references, data that is not what it says, extensions. */
export const STRUCTURE_CASES: readonly GlbCase[] = [
  ...refusedQuads([
    [
      'a node beneath itself',
      'the nodes form a cycle',
      (j) => {
        j.nodes[0].children = [0];
      },
    ],
    [
      'a cycle of three',
      'the nodes form a cycle',
      (j) => {
        j.nodes = [{ mesh: 0 }, { children: [2] }, { children: [3] }, { children: [1] }];
      },
    ],
    [
      'a cycle through levels of detail',
      'the nodes form a cycle',
      (j) => {
        j.nodes = [
          { mesh: 0 },
          { extensions: { MSFT_lod: { ids: [2] } } },
          { extensions: { MSFT_lod: { ids: [1] } } },
        ];
      },
    ],
    [
      'two parents',
      'nodes[2] is a child of both nodes[0] and nodes[1]',
      (j) => {
        j.nodes = [{ children: [2] }, { children: [2] }, { mesh: 0 }];
      },
    ],
    [
      'nodes 257 levels deep',
      'deeper than 256 levels',
      (j) => {
        j.nodes = chain(258);
      },
    ],
    [
      '10,001 nodes',
      '10,001 nodes; the limit is 10,000',
      (j) => {
        j.nodes = Array(10_001).fill({});
      },
    ],
    [
      'a child of −1',
      'nodes[0].children[0]',
      (j) => {
        j.nodes[0].children = [-1];
      },
    ],
    [
      'a child of 2³²',
      'nodes[4294967296], which does not exist',
      (j) => {
        j.nodes[0].children = [2 ** 32];
      },
    ],
    [
      'an accessor out of range',
      'refers to accessors[3], which does not exist',
      (j) => {
        j.meshes[0].primitives[0].attributes.NORMAL = 3;
      },
    ],
    [
      'a bufferView out of range',
      'accessors[0] is in bufferView 9',
      (j) => {
        j.accessors[0].bufferView = 9;
      },
    ],
    [
      'a material out of range',
      'refers to materials[1]',
      (j) => {
        j.meshes[0].primitives[0].material = 1;
      },
    ],
    [
      'an accessor beyond its bufferView',
      'accessors[0] reaches 12 bytes beyond its bufferView',
      (j) => {
        j.accessors[0].count = 5;
      },
    ],
    [
      'a bufferView beyond its buffer',
      'bufferViews[3] reaches',
      (j) => {
        j.bufferViews[3].byteLength += 2 ** 31;
      },
    ],
    [
      'a buffer beyond the chunk',
      'but the binary chunk has',
      (j) => {
        j.buffers[0].byteLength = 2 ** 32 - 1;
      },
    ],
    [
      'a negative offset',
      'accessors[0].byteOffset',
      (j) => {
        j.accessors[0].byteOffset = -12;
      },
    ],
    [
      'a sparse accessor',
      'accessors[0] is sparse',
      (j) => {
        j.accessors[0].sparse = { count: 1, indices: { bufferView: 2 }, values: { bufferView: 0 } };
      },
    ],
    [
      'infinite bounds',
      'accessors[0].max[1]',
      (j) => {
        j.accessors[0].max = [1, 'Infinity', 1];
      },
    ],
    [
      'an unknown extension required',
      'requires the extension "ACME_teapot", which is not supported',
      (j) => {
        j.extensionsUsed = j.extensionsRequired = ['ACME_teapot'];
      },
    ],
    [
      'an object without a text form required',
      'requires the extension "{',
      (j) => {
        j.extensionsRequired = [{ toString: null, valueOf: null }];
      },
    ],
    [
      'Draco required, no decoder configured',
      'requires the extension "KHR_draco_mesh_compression", which needs a Draco decoder',
      (j) => {
        j.extensionsUsed = j.extensionsRequired = ['KHR_draco_mesh_compression'];
      },
    ],
    [
      'KTX2 required, no decoder configured',
      'requires the extension "KHR_texture_basisu", which needs a KTX2 decoder',
      (j) => {
        j.extensionsUsed = j.extensionsRequired = ['KHR_texture_basisu'];
      },
    ],
    [
      'a KTX2 texture that no list names',
      'textures[0].extensions.KHR_texture_basisu',
      (j) => {
        j.textures[0].extensions = { KHR_texture_basisu: { source: 0 } };
      },
    ],
    [
      'a name that is no text and cannot become any',
      'nodes[0].name is not text',
      (j) => {
        j.nodes[0].name = { toString: 1 };
      },
    ],
    [
      'an index that is a name of every list',
      'materials[0] has a normalTexture without an index',
      (j) => {
        j.materials[0].normalTexture = { index: 'constructor' };
      },
    ],
    [
      'a texture without an image',
      'materials[0] refers to textures[0], which has no image',
      (j) => {
        delete j.textures[0].source;
      },
    ],
    [
      'an extension that is a number',
      'materials[0].extensions is not an object of objects',
      (j) => {
        j.materials[0].extensions = { KHR_materials_clearcoat: 7 };
      },
    ],
    [
      'a factor that is an object, on which every frame would stumble',
      'materials[0].pbrMetallicRoughness.metallicFactor has a value of the wrong type',
      (j) => {
        j.materials[0].pbrMetallicRoughness.metallicFactor = { toString: 1 };
      },
    ],
    [
      'an object in a list of factors of an extension',
      'materials[0].extensions.KHR_materials_sheen.sheenColorFactor has a value of the wrong type',
      (j) => {
        j.materials[0].extensions = { KHR_materials_sheen: { sheenColorFactor: [1, {}, 1] } };
      },
    ],
    [
      'a weight of a morph target that is an object',
      'meshes[0].weights[0]',
      (j) => {
        j.meshes[0].weights = [{ toString: 1 }];
      },
    ],
    [
      'a cutoff of 1e308, which no shader can be given',
      'materials[0].alphaCutoff',
      (j) => {
        j.materials[0].alphaCutoff = 1e308;
      },
    ],
    [
      'a cutoff that is the text of a shader',
      'materials[0].alphaCutoff',
      (j) => {
        j.materials[0].alphaCutoff = '0.5) discard; //';
      },
    ],
    [
      'a WebP by an extension that no list names',
      'textures[0] gets its image from EXT_texture_webp, which extensionsUsed does not name',
      (j) => {
        j.textures[0] = { extensions: { EXT_texture_webp: { source: 0 } } };
      },
    ],
    [
      'a camera without a kind',
      'cameras[0].type',
      (j) => {
        j.cameras = [{}];
      },
    ],
    [
      'an empty list of morph targets, which makes copies of instances',
      'meshes[0].primitives[0].targets',
      (j) => {
        j.meshes[0].primitives[0].targets = [];
      },
    ],
    [
      'GPU instancing',
      'EXT_mesh_gpu_instancing',
      (j) => {
        j.extensionsUsed = ['EXT_mesh_gpu_instancing'];
      },
    ],
    [
      'levels of detail of materials',
      'materials[0] has levels of detail',
      (j) => {
        j.materials[0].extensions = { MSFT_lod: { ids: [0] } };
      },
    ],
    [
      'a skin without joints',
      'skins[0].joints',
      (j) => {
        j.skins = [{ joints: [] }];
      },
    ],
    [
      'a sampler of an animation that is not there',
      'sampler 4, which does not exist',
      (j) => {
        j.animations = [{ channels: [{ sampler: 4, target: { path: 'scale' } }], samplers: [] }];
      },
    ],
    [
      'a morph target of another size',
      'has 6 elements, POSITION has 4',
      (j) => {
        j.meshes[0].primitives[0].targets = [{ POSITION: 2 }];
      },
    ],
  ]),
  { what: 'NaN in a position', bytes: withFloat(16, Number.NaN), refusal: 'position 1 is not a finite' },
  { what: 'infinity in a position', bytes: withFloat(0, -Infinity), refusal: 'position 0 is not a finite' },
  {
    what: 'an index out of range',
    bytes: () => {
      const { json, bin } = quadGlb();
      bin.set([0xff, 0xff], 80);
      return packGlb({ json, bin });
    },
    refusal: 'has index 65,535, but only 4 vertices',
  },
  {
    what: 'an attribute whose name is markup and direction marks',
    bytes: () =>
      quadWith((j) => {
        j.meshes[0].primitives[0].attributes['_\u202e<img onerror=x>\n'] = 2;
      }),
    refusal: '"_?<img onerror=x>?" has 6 elements',
  },
  {
    what: 'material extensions of strange types, which only a loader would read',
    bytes: () =>
      quadWith((j) => {
        j.extensionsUsed = ['KHR_materials_ior', 'KHR_materials_volume'];
        j.materials[0].extensions = { KHR_materials_ior: { ior: -1 }, KHR_materials_volume: {} };
        j.materials[0].alphaMode = 'BLEND';
      }),
  },
  {
    what: 'nodes 256 levels deep',
    bytes: () =>
      quadWith((j) => {
        j.nodes = chain(256);
      }),
  },
];
