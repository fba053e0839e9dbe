import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { ImageTo3DError } from '../../../plugin/errors.ts';
import { checkGlb } from '../../../plugin/glb/check-glb.ts';
import { measureGlb } from '../../../plugin/glb/measure-glb.ts';
import {
  type AnyJson,
  BIN_CHUNK,
  glbChunk,
  glbFile,
  JSON_CHUNK,
  packGlb,
  quadGlb,
} from '../../fixtures/make-glb.ts';
import {
  ascii,
  avifHeader,
  concat,
  jpegHeader,
  makeAnimatedWebp,
  makeGif,
  makePng,
  pngChunk,
  pngHeader,
  u32be,
  u32le,
  utf8,
} from '../../fixtures/make-image.ts';

function refusal(bytes: Uint8Array): string {
  try {
    checkGlb(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(ImageTo3DError);
    expect((error as ImageTo3DError).code).toBe('invalid-glb');
    expect(() => measureGlb(bytes)).toThrow((error as ImageTo3DError).message);
    return (error as ImageTo3DError).message;
  }
  throw new Error('was accepted');
}

/** The quad with a change to its JSON, and bytes put behind its data. */
function changed(change: (json: AnyJson) => void, more?: Uint8Array): Uint8Array {
  const { json, bin } = quadGlb();
  const all = more ? concat(bin, more) : bin;
  json.buffers[0].byteLength = all.length;
  change(json);
  return packGlb({ json, bin: all });
}

function withImage(image: Uint8Array, mimeType = 'image/png'): Uint8Array {
  const start = quadGlb().bin.length;
  return changed((json) => {
    json.bufferViews.push({ buffer: 0, byteOffset: start, byteLength: image.length });
    json.images = [{ bufferView: 4, mimeType }];
  }, image);
}

function withData(at: number, data: readonly number[]): Uint8Array {
  const { json, bin } = quadGlb();
  bin.set(data, at);
  return packGlb({ json, bin });
}

const float = (value: number) => [...new Uint8Array(new Float32Array([value]).buffer)];
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const minimal = { asset: { version: '2.0' } };

describe('what is right passes', () => {
  it('a textured quad, also from the middle of a larger buffer', () => {
    const glb = packGlb(quadGlb());
    expect(() => checkGlb(glb)).not.toThrow();
    expect(() => checkGlb(concat([1], glb).subarray(1))).not.toThrow();
  });

  it('JPEG and WebP textures, the WebP by its extension', async () => {
    const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: '#f80' } });
    expect(() => checkGlb(withImage(jpegHeader(8192, 8192), 'image/jpeg'))).not.toThrow();
    expect(() => checkGlb(withImage(new Uint8Array(jpegHeader(8, 8)), 'image/png'))).not.toThrow();
    const webp = new Uint8Array(await picture.webp().toBuffer());
    expect(() => checkGlb(withImage(webp, 'image/webp'))).not.toThrow();
    const byExtension = changed((json) => {
      json.extensionsUsed = json.extensionsRequired = ['EXT_texture_webp'];
      json.textures = [{ extensions: { EXT_texture_webp: { source: 0 } } }];
    });
    expect(() => checkGlb(byExtension)).not.toThrow();
  });

  it('material extensions, texture transform, unknown optional extensions, extras', () => {
    const glb = changed((json) => {
      json.extensionsRequired = ['KHR_materials_unlit', 'KHR_texture_transform', 'KHR_materials_clearcoat'];
      json.extensionsUsed = [...json.extensionsRequired, 'KHR_xmp_json_ld', 'ACME_whatever'];
      json.materials[0].extensions = { KHR_materials_clearcoat: { clearcoatTexture: { index: 0 } } };
      json.extras = { made: 'here', deep: [[[1]]] };
    });
    expect(() => checkGlb(glb)).not.toThrow();
  });

  it('a file without textures and one without indices', () => {
    const plain = changed((json) => {
      for (const key of ['images', 'textures', 'samplers', 'materials']) delete json[key];
      delete json.meshes[0].primitives[0].material;
      delete json.meshes[0].primitives[0].indices;
    });
    expect(() => checkGlb(plain)).not.toThrow();
  });
});

describe('hostile and damaged files', () => {
  const { json: quad, bin } = quadGlb();
  const good = packGlb({ json: quad, bin });
  const jsonBytes = concat(utf8(JSON.stringify(minimal)), [0x20]);
  const jsonChunk = glbChunk(JSON_CHUNK, jsonBytes.subarray(0, jsonBytes.length - (jsonBytes.length % 4)));
  const red = () => [255, 0, 0, 255] as const;
  const chain = (length: number) =>
    Array.from({ length }, (_, i) => (i + 1 < length ? { children: [i + 1] } : { mesh: 0 }));

  const cases: readonly [what: string, bytes: () => Uint8Array, says: string][] = [
    // Container
    ['nothing', () => new Uint8Array(0), 'has 0 bytes, too few'],
    ['a web page', () => utf8('<!DOCTYPE html><title>502 Bad Gateway</title>'), 'does not begin with "glTF"'],
    ['JSON glTF', () => utf8(JSON.stringify(minimal)), 'does not begin with "glTF"'],
    ['version 1', () => glbFile([jsonChunk], 1), 'has version 1'],
    ['cut off', () => good.subarray(0, good.length - 4), 'says that it has'],
    ['longer than it says', () => concat(good, [0, 0, 0, 0]), 'says that it has'],
    ['header that says too much', () => glbFile([jsonChunk], 2, 100), 'says that it has'],
    [
      'chunk beyond the end',
      () => glbFile([glbChunk(JSON_CHUNK, jsonBytes, 1 << 20)]),
      'bytes beyond its end',
    ],
    ['chunk of 4 GiB', () => glbFile([glbChunk(JSON_CHUNK, jsonBytes, 2 ** 32 - 4)]), 'bytes beyond its end'],
    [
      'chunk of odd length',
      () => glbFile([glbChunk(JSON_CHUNK, jsonBytes.subarray(0, 25))]),
      'no multiple of 4',
    ],
    [
      'binary chunk first',
      () => glbFile([glbChunk(BIN_CHUNK, bin), jsonChunk]),
      'first chunk of the GLB is not JSON',
    ],
    ['two JSON chunks', () => glbFile([jsonChunk, jsonChunk]), 'not binary data'],
    [
      'three chunks',
      () => glbFile([jsonChunk, glbChunk(BIN_CHUNK, bin), glbChunk(BIN_CHUNK, bin)]),
      'more than two chunks',
    ],
    [
      'half a chunk header',
      () => glbFile([jsonChunk, Uint8Array.of(1, 0, 0, 0)]),
      'inside the header of its second chunk',
    ],
    ['a file of more than 256 MiB', () => new Uint8Array(256 * 2 ** 20 + 4), 'the limit is 256.0 MiB'],
    // JSON
    ['broken JSON', () => packGlb({ json: '{"asset":' }), 'cannot be parsed'],
    [
      'JSON that is no UTF-8',
      () => glbFile([glbChunk(JSON_CHUNK, Uint8Array.of(0x22, 0xff, 0xfe, 0x22))]),
      'cannot be parsed',
    ],
    [
      'JSON of more than 16 MiB',
      () => packGlb({ json: { a: 'x'.repeat(16 * 2 ** 20) } }),
      'the limit is 16.0 MiB',
    ],
    ['an array', () => packGlb({ json: [] }), 'is not an object'],
    ['null', () => packGlb({ json: 'null' }), 'is not an object'],
    ['65 levels', () => packGlb({ json: nested(65) }), 'nested deeper than 64'],
    ['a million levels', () => packGlb({ json: nested(1e6) }), 'nested deeper than 64'],
    ['a million objects', () => packGlb({ json: `[${'{},'.repeat(999_999)}{}]` }), 'the limit is 1,000,000'],
    [
      'a name of 20,000 characters',
      () =>
        changed((j) => {
          j.nodes[0].name = 'x'.repeat(20_000);
        }),
      'nodes[0].name has 20,000 characters',
    ],
    ['version 3', () => packGlb({ json: { asset: { version: '3.0' } } }), 'asset.version'],
    ['no asset', () => packGlb({ json: {} }), 'asset'],
    [
      'nodes that are no list',
      () =>
        changed((j) => {
          j.nodes = { length: 1 };
        }),
      'nodes is not valid glTF',
    ],
    [
      'number beyond double',
      () => packGlb({ json: JSON.stringify(quad).replace('"name":"quad"', '"scale":[1e999,1,1]'), bin }),
      'nodes[0].scale[0]',
    ],
    [
      '__proto__ instead of data',
      () => packGlb({ json: JSON.stringify(quad).replace('"scenes"', '"__proto__"'), bin }),
      'no scene',
    ],
    [
      '__proto__ as attribute',
      () =>
        packGlb({ json: JSON.stringify(quad).replace('"POSITION":0', '"__proto__":{"POSITION":0}'), bin }),
      'no POSITION',
    ],
    // Too many
    [
      '20,000 nodes',
      () =>
        changed((j) => {
          j.nodes = Array(20_000).fill({});
        }),
      '20,000 nodes; the limit is 10,000',
    ],
    [
      '17 images',
      () =>
        changed((j) => {
          j.images = Array(17).fill(j.images[0]);
        }),
      '17 images; the limit is 16',
    ],
    [
      'two buffers',
      () =>
        changed((j) => {
          j.buffers.push({ byteLength: 4 });
        }),
      '2 buffers; the limit is 1',
    ],
    [
      '1,001 meshes',
      () =>
        changed((j) => {
          j.meshes = Array(1001).fill(j.meshes[0]);
        }),
      '1,001 meshes',
    ],
    [
      '101 skins of 1,000 joints',
      () =>
        changed((j) => {
          j.skins = Array(100).fill({ joints: Array(1001).fill(0) });
        }),
      'more than 100000 references',
    ],
    // Addresses
    [
      'a buffer elsewhere',
      () =>
        changed((j) => {
          j.buffers[0].uri = 'http://169.254.169.254/';
        }),
      'buffers[0].uri is an address',
    ],
    [
      'an image elsewhere',
      () =>
        changed((j) => {
          j.images[0] = { uri: '//evil.example/x.png' };
        }),
      'images[0].uri is an address',
    ],
    [
      'an image as data URL',
      () =>
        changed((j) => {
          j.images[0] = { uri: 'data:image/png;base64,AAAA' };
        }),
      'images[0].uri is an address',
    ],
    [
      'an address in an extension',
      () =>
        changed((j) => {
          j.extensions = { ACME_x: { list: [{ URI: 'file:///etc/passwd' }] } };
        }),
      'extensions.ACME_x.list[0].URI is an address',
    ],
    [
      'an address in extras',
      () =>
        changed((j) => {
          j.nodes[0].extras = { uri: 'javascript:alert(1)' };
        }),
      'nodes[0].extras.uri is an address',
    ],
    [
      'an address that is null',
      () =>
        changed((j) => {
          j.buffers[0].uri = null;
        }),
      'buffers[0].uri is an address',
    ],
    [
      'an address beneath a key with markup',
      () =>
        changed((j) => {
          j.extras = { '<img onerror=x>': { uri: '' } };
        }),
      'extras["<img onerror=x>"].uri',
    ],
    // Extensions
    [
      'Draco required',
      () =>
        changed((j) => {
          j.extensionsRequired = ['KHR_draco_mesh_compression'];
        }),
      'requires the extension "KHR_draco_mesh_compression"',
    ],
    [
      'an unknown one required',
      () =>
        changed((j) => {
          j.extensionsRequired = ['ACME_"\u202e'.padEnd(500, 'x')];
        }),
      'requires the extension "ACME_??xxx',
    ],
    [
      'a lookalike required',
      () =>
        changed((j) => {
          j.extensionsRequired = ['KHR_materials_x/../y'];
        }),
      'requires the extension',
    ],
    [
      'a number required',
      () =>
        changed((j) => {
          j.extensionsRequired = [7];
        }),
      'requires the extension "7"',
    ],
    [
      'meshopt used optionally',
      () =>
        changed((j) => {
          j.extensionsUsed = ['EXT_meshopt_compression'];
        }),
      'uses the extension EXT_meshopt_compression',
    ],
    [
      'Draco used without being listed',
      () =>
        changed((j) => {
          j.meshes[0].primitives[0].extensions = { KHR_draco_mesh_compression: { bufferView: 0 } };
        }),
      'meshes[0].primitives[0].extensions.KHR_draco_mesh_compression',
    ],
    [
      'KTX2 without being listed',
      () =>
        changed((j) => {
          j.textures[0].extensions = { KHR_texture_basisu: { source: 0 } };
        }),
      'KHR_texture_basisu',
    ],
    [
      'GPU instancing',
      () =>
        changed((j) => {
          j.nodes[0].extensions = { EXT_mesh_gpu_instancing: { attributes: {} } };
        }),
      'EXT_mesh_gpu_instancing',
    ],
    // Accessors and buffers
    [
      'the 50 million bomb',
      () =>
        changed((j) => {
          j.accessors[0] = { componentType: 5126, count: 50_000_000, type: 'VEC3' };
        }),
      'accessors[0] has 50,000,000 elements; the limit is 16,000,000',
    ],
    [
      'a smaller bomb without data',
      () =>
        changed((j) => {
          j.accessors[0] = { componentType: 5126, count: 1_000_000, type: 'VEC3' };
        }),
      'accessors[0] has 1,000,000 elements but no data',
    ],
    [
      'sparse',
      () =>
        changed((j) => {
          j.accessors[0].sparse = { count: 1 };
        }),
      'accessors[0] is sparse',
    ],
    [
      'one element too many',
      () =>
        changed((j) => {
          j.accessors[0].count = 5;
        }),
      'accessors[0] reaches 12 bytes beyond its bufferView',
    ],
    [
      'count 0',
      () =>
        changed((j) => {
          j.accessors[0].count = 0;
        }),
      'accessors[0].count',
    ],
    [
      'count 1.5',
      () =>
        changed((j) => {
          j.accessors[0].count = 1.5;
        }),
      'accessors[0].count',
    ],
    [
      'count as text',
      () =>
        changed((j) => {
          j.accessors[0].count = '4';
        }),
      'accessors[0].count',
    ],
    [
      'negative offset',
      () =>
        changed((j) => {
          j.accessors[0].byteOffset = -4;
        }),
      'accessors[0].byteOffset',
    ],
    [
      'offset out of true',
      () =>
        changed((j) => {
          j.accessors[0].byteOffset = 2;
          j.accessors[0].count = 3;
        }),
      'not aligned',
    ],
    [
      'unknown component type',
      () =>
        changed((j) => {
          j.accessors[0].componentType = 5124;
        }),
      'accessors[0].componentType',
    ],
    [
      'unknown type',
      () =>
        changed((j) => {
          j.accessors[0].type = 'VEC5';
        }),
      'accessors[0].type',
    ],
    [
      'stride below the element',
      () =>
        changed((j) => {
          j.bufferViews[0].byteStride = 8;
        }),
      'at a stride of 8',
    ],
    [
      'stride beyond the end',
      () =>
        changed((j) => {
          j.bufferViews[0].byteStride = 16;
        }),
      'accessors[0] reaches 12 bytes beyond',
    ],
    [
      'a view that is not there',
      () =>
        changed((j) => {
          j.accessors[0].bufferView = 99;
        }),
      'bufferView 99, which does not exist',
    ],
    [
      'a view beyond the buffer',
      () =>
        changed((j) => {
          j.bufferViews[3].byteLength += 1000;
        }),
      'bytes beyond the end of its buffer',
    ],
    [
      'a view of another buffer',
      () =>
        changed((j) => {
          j.bufferViews[0].buffer = 1;
        }),
      'buffer 1, which does not exist',
    ],
    [
      'a buffer beyond the chunk',
      () =>
        changed((j) => {
          j.buffers[0].byteLength += 100;
        }),
      'but the binary chunk has',
    ],
    ['no binary chunk', () => packGlb({ json: quad }), 'but the binary chunk has 0'],
    [
      'many accessors on the same bytes',
      () => {
        const more = new Uint8Array(4_000_000);
        const start = quadGlb().bin.length;
        return changed((j) => {
          j.bufferViews.push({ buffer: 0, byteOffset: start, byteLength: more.length });
          const same = { bufferView: 4, componentType: 5121, count: 4_000_000, type: 'SCALAR' };
          j.accessors.push(...Array(10).fill(same));
        }, more);
      },
      'elements in sum; the limit is 32,000,000',
    ],
    [
      'large accessors on the same bytes',
      () => {
        const more = new Uint8Array(6_400_000);
        const start = quadGlb().bin.length;
        return changed((j) => {
          j.bufferViews.push({ buffer: 0, byteOffset: start, byteLength: more.length });
          const same = { bufferView: 4, componentType: 5126, count: 100_000, type: 'MAT4' };
          j.accessors.push(...Array(50).fill(same));
        }, more);
      },
      'bytes in sum; the limit is 268,435,456',
    ],
    // References
    [
      'a mesh that is not there',
      () =>
        changed((j) => {
          j.nodes[0].mesh = 1;
        }),
      'nodes[0].mesh refers to meshes[1]',
    ],
    [
      'a child that is not there',
      () =>
        changed((j) => {
          j.nodes[0].children = [7];
        }),
      'nodes[0].children refers to nodes[7]',
    ],
    [
      'a root that is not there',
      () =>
        changed((j) => {
          j.scenes[0].nodes = [3];
        }),
      'scenes[0].nodes refers to nodes[3]',
    ],
    [
      'a material that is not there',
      () =>
        changed((j) => {
          j.meshes[0].primitives[0].material = 9;
        }),
      'refers to materials[9]',
    ],
    [
      'a texture that is not there',
      () =>
        changed((j) => {
          j.materials[0].normalTexture = { index: 4 };
        }),
      'materials[0] refers to textures[4]',
    ],
    [
      'a texture of half an index',
      () =>
        changed((j) => {
          j.materials[0].normalTexture = { index: 0.5 };
        }),
      'materials[0] refers to textures[0.5]',
    ],
    [
      'an image that is not there',
      () =>
        changed((j) => {
          j.textures[0].source = 2;
        }),
      'textures[0].source refers to images[2]',
    ],
    [
      'a WebP that is not there',
      () =>
        changed((j) => {
          j.textures[0].extensions = { EXT_texture_webp: { source: 5 } };
        }),
      'refers to images[5]',
    ],
    [
      'an accessor that is not there',
      () =>
        changed((j) => {
          j.meshes[0].primitives[0].attributes.NORMAL = 12;
        }),
      'refers to accessors[12]',
    ],
    [
      'a joint that is not there',
      () =>
        changed((j) => {
          j.skins = [{ joints: [5] }];
        }),
      'skins[0].joints refers to nodes[5]',
    ],
    [
      'an animation of nothing',
      () =>
        changed((j) => {
          j.animations = [{ channels: [{ sampler: 1, target: {} }], samplers: [{ input: 0, output: 0 }] }];
        }),
      'sampler 1, which does not exist',
    ],
    // Meshes
    [
      'no POSITION',
      () =>
        changed((j) => {
          j.meshes[0].primitives[0].attributes = { TEXCOORD_0: 1 };
        }),
      'has no POSITION',
    ],
    [
      'flat positions',
      () =>
        changed((j) => {
          j.meshes[0].primitives[0].attributes.POSITION = 1;
        }),
      'POSITION is not a VEC3',
    ],
    [
      'attributes of different number',
      () =>
        changed((j) => {
          j.accessors[1].count = 3;
        }),
      'TEXCOORD_0 has 3 elements, POSITION has 4',
    ],
    [
      'morph target of different number',
      () =>
        changed((j) => {
          j.meshes[0].primitives[0].targets = [{ POSITION: 2 }];
        }),
      'POSITION has 6 elements, POSITION has 4',
    ],
    [
      'float indices',
      () =>
        changed((j) => {
          j.accessors[2].componentType = 5126;
          j.accessors[2].count = 3;
        }),
      'indices are not unsigned integers',
    ],
    [
      'indices at a stride',
      () =>
        changed((j) => {
          j.bufferViews[2].byteStride = 4;
          j.accessors[2].count = 3;
        }),
      'in a bufferView with a stride',
    ],
    ['index out of range', () => withData(80, [4, 0]), 'has index 4, but only 4 vertices'],
    ['index at the end of its type', () => withData(80, [255, 255]), 'has index 65,535'],
    ['NaN position', () => withData(12, float(Number.NaN)), 'position 1 is not a finite number'],
    [
      'infinite position',
      () => withData(44, float(Number.POSITIVE_INFINITY)),
      'position 3 is not a finite number',
    ],
    [
      'mode 9',
      () =>
        changed((j) => {
          j.meshes[0].primitives[0].mode = 9;
        }),
      'meshes[0].primitives[0].mode',
    ],
    [
      'a mesh of nothing',
      () =>
        changed((j) => {
          j.meshes[0].primitives = [];
        }),
      'meshes[0].primitives',
    ],
    // Nodes and scene
    [
      'a node beneath itself',
      () =>
        changed((j) => {
          j.nodes = [{ children: [0] }];
        }),
      'cycle',
    ],
    [
      'a cycle of two',
      () =>
        changed((j) => {
          j.nodes = [{ mesh: 0 }, { children: [2] }, { children: [1] }];
        }),
      'the nodes form a cycle',
    ],
    [
      'two parents',
      () =>
        changed((j) => {
          j.nodes = [{ children: [2] }, { children: [2] }, { mesh: 0 }];
        }),
      'nodes[2] is a child of both',
    ],
    [
      '300 levels of nodes',
      () =>
        changed((j) => {
          j.nodes = chain(300);
        }),
      'deeper than 256 levels',
    ],
    [
      'a root that is a child',
      () =>
        changed((j) => {
          j.nodes = [{ children: [1] }, { mesh: 0 }];
          j.scenes[0].nodes = [1];
        }),
      'which is no root',
    ],
    [
      'a root twice',
      () =>
        changed((j) => {
          j.scenes[0].nodes = [0, 0];
        }),
      'stands there twice',
    ],
    [
      'no scene',
      () =>
        changed((j) => {
          delete j.scenes;
        }),
      'has no scene 0',
    ],
    [
      'another scene than there is',
      () =>
        changed((j) => {
          j.scene = 4;
        }),
      'has no scene 4',
    ],
    [
      'an empty scene',
      () =>
        changed((j) => {
          j.scenes[0].nodes = [];
        }),
      'has no triangles',
    ],
    [
      'only points',
      () =>
        changed((j) => {
          j.meshes[0].primitives[0].mode = 0;
        }),
      'has no triangles',
    ],
    [
      '10,000 nodes with two primitives each',
      () =>
        changed((j) => {
          j.meshes[0].primitives.push(j.meshes[0].primitives[0]);
          j.nodes = Array(10_000).fill({ mesh: 0 });
          j.scenes[0].nodes = j.nodes.map((_: unknown, i: number) => i);
        }),
      '20,000 draw calls; the limit is 10,000',
    ],
    [
      'instances of 36 million vertices',
      () => {
        const more = new Uint8Array(12 * 4000);
        const start = quadGlb().bin.length;
        return changed((j) => {
          j.bufferViews.push({ buffer: 0, byteOffset: start, byteLength: more.length });
          j.accessors.push({ bufferView: 4, componentType: 5126, count: 4000, type: 'VEC3' });
          j.meshes[0].primitives = [{ attributes: { POSITION: 3 } }];
          j.nodes = Array(9_000).fill({ mesh: 0 });
          j.scenes[0].nodes = j.nodes.map((_: unknown, i: number) => i);
        }, more);
      },
      '36,000,000 vertices; the limit is 32,000,000',
    ],
    // Images
    ['a PNG of 65,535 px', () => withImage(pngHeader(65535, 65535)), 'images[0] is 65535 × 65535 px'],
    [
      'a JPEG of 65,500 × 1 px',
      () => withImage(jpegHeader(65500, 1)),
      'images[0] is 65500 × 1 px; the longest edge allowed is 8192',
    ],
    ['an image without size', () => withImage(pngHeader(0, 5)), 'images[0] is 0 × 5 px'],
    [
      'three images of 8192 px',
      () => {
        const image = pngHeader(8192, 8192);
        const start = quadGlb().bin.length;
        return changed((j) => {
          j.bufferViews.push({ buffer: 0, byteOffset: start, byteLength: image.length });
          j.images = Array(3).fill({ bufferView: 4, mimeType: 'image/png' });
        }, image);
      },
      '201,326,592 pixels in sum',
    ],
    ['an image cut off', () => withImage(pngHeader(4, 4).subarray(0, 20)), 'images[0] is cut off'],
    ['a JPEG without frame', () => withImage(jpegHeader(4, 4).subarray(0, 12)), 'images[0] is cut off'],
    ['an SVG called PNG', () => withImage(utf8('<svg width="1" height="1"/>')), 'of the kind svg'],
    ['a GIF', () => withImage(makeGif(2, 2, [[0, 0, 0]], [() => 0])), 'of the kind gif'],
    ['an AVIF', () => withImage(avifHeader(4, 4)), 'of the kind avif'],
    ['a web page as image', () => withImage(utf8('<!DOCTYPE html>')), 'images[0] is a web page (HTML)'],
    [
      'a KTX2 as image',
      () => withImage(concat([0xab], ascii('KTX 20\xbb\r\n\x1a\n'))),
      'images[0] is a KTX texture',
    ],
    [
      'an APNG',
      () => withImage(makePng(2, 2, red, [pngChunk('acTL', [...u32be(2), ...u32be(0)])])),
      'images[0] is animated',
    ],
    [
      'an animated WebP',
      () => {
        const frame = concat(
          ascii('RIFF'),
          u32le(22),
          ascii('WEBPVP8L'),
          u32le(9),
          [0x2f, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        );
        return withImage(makeAnimatedWebp(1, 1, [frame, frame]));
      },
      'images[0] is animated',
    ],
    [
      'an image without data',
      () =>
        changed((j) => {
          j.images[0] = { mimeType: 'image/png' };
        }),
      'images[0] has no data in the file',
    ],
  ];
  for (const [what, bytes, says] of cases)
    it(`${what}: ${says}`, () => {
      const message = refusal(bytes());
      expect(message).toContain(says);
      expect(message.length).toBeLessThan(300);
      expect(message).toMatch(/^[^\n]+\.$/);
    });
});
