import { describe } from 'vitest';
import { BIN_CHUNK, glbChunk, glbFile, JSON_CHUNK, packGlb, quadGlb } from '../../fixtures/make-glb.ts';
import { concat, utf8 } from '../../fixtures/make-image.ts';
import { changed, expectRefused } from './hostile-case.ts';

const { json: quad, bin } = quadGlb();
const good = packGlb({ json: quad, bin });
const minimal = { asset: { version: '2.0' } };
const jsonBytes = concat(utf8(JSON.stringify(minimal)), [0x20]);
const jsonChunk = glbChunk(JSON_CHUNK, jsonBytes.subarray(0, jsonBytes.length - (jsonBytes.length % 4)));
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('container', () => {
  expectRefused([
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
  ]);
});

describe('JSON', () => {
  expectRefused([
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
  ]);
});
