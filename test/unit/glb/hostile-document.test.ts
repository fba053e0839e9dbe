import { describe } from 'vitest';
import { changed, expectRefused } from './hostile-case.ts';

describe('too many', () => {
  expectRefused([
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
      'buffers[1] has no data in the file',
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
  ]);
});

describe('addresses', () => {
  expectRefused([
    [
      'a buffer elsewhere',
      () =>
        changed((j) => {
          j.buffers[0].uri = 'http://169.254.169.254/';
        }),
      'buffers[0].uri is a URI',
    ],
    [
      'an image elsewhere',
      () =>
        changed((j) => {
          j.images[0] = { uri: '//evil.example/x.png' };
        }),
      'images[0].uri is a URI',
    ],
    [
      'an image as data URL',
      () =>
        changed((j) => {
          j.images[0] = { uri: 'data:image/png;base64,AAAA' };
        }),
      'images[0].uri is a URI',
    ],
    [
      'an address in an extension',
      () =>
        changed((j) => {
          j.extensions = { ACME_x: { list: [{ URI: 'file:///etc/passwd' }] } };
        }),
      'extensions.ACME_x.list[0].URI is a URI',
    ],
    [
      'an address in extras',
      () =>
        changed((j) => {
          j.nodes[0].extras = { uri: 'javascript:alert(1)' };
        }),
      'nodes[0].extras.uri is a URI',
    ],
    [
      'an address that is null',
      () =>
        changed((j) => {
          j.buffers[0].uri = null;
        }),
      'buffers[0].uri is a URI',
    ],
    [
      'an address beneath a key with markup',
      () =>
        changed((j) => {
          j.extras = { '<img onerror=x>': { uri: '' } };
        }),
      'extras["<img onerror=x>"].uri',
    ],
  ]);
});

describe('extensions', () => {
  expectRefused([
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
      'a later meshopt used optionally',
      () =>
        changed((j) => {
          j.extensionsUsed = ['KHR_meshopt_compression'];
        }),
      'uses the extension KHR_meshopt_compression',
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
  ]);
});

describe('references', () => {
  expectRefused([
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
          j.animations = [
            { channels: [{ sampler: 1, target: { path: 'scale' } }], samplers: [{ input: 0, output: 0 }] },
          ];
        }),
      'sampler 1, which does not exist',
    ],
  ]);
});
