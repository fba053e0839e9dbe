import { BIN_CHUNK, glbChunk, glbFile, JSON_CHUNK, packGlb, quadGlb } from '../../fixtures/make-glb.ts';
import { concat, utf8 } from '../../fixtures/make-image.ts';
import { type GlbCase, quadWith } from './quad-with.ts';

const { json, bin } = quadGlb();
const quad = packGlb({ json, bin });
const text = JSON.stringify(json);
const jsonChunk = () => glbChunk(JSON_CHUNK, utf8(text.padEnd(Math.ceil(text.length / 4) * 4)));
const binChunk = () => glbChunk(BIN_CHUNK, bin);
const withText = (from: string, to: string) => () => packGlb({ json: text.replace(from, to), bin });

function patched(offset: number, value: number): () => Uint8Array<ArrayBuffer> {
  return () => {
    const file = quad.slice();
    new DataView(file.buffer).setUint32(offset, value, true);
    return file;
  };
}

const jsonLength = new DataView(quad.buffer).getUint32(12, true);

/** Container and JSON text. */
export const CONTAINER_CASES: readonly GlbCase[] = [
  { what: 'a file of nothing', bytes: () => new Uint8Array(0), refusal: 'has 0 bytes, too few' },
  { what: 'only a header', bytes: () => quad.slice(0, 12), refusal: 'has 12 bytes, too few' },
  { what: 'other magic', bytes: patched(0, 0x46546c68), refusal: 'does not begin with "glTF"' },
  { what: 'version 1', bytes: patched(4, 1), refusal: 'version 1; only version 2' },
  { what: 'a length of 0', bytes: patched(8, 0), refusal: 'says that it has 0 bytes' },
  { what: 'a length of 4 GiB', bytes: patched(8, 2 ** 32 - 1), refusal: 'says that it has 4,294,967,295' },
  { what: 'cut off inside the JSON', bytes: () => quad.slice(0, 100), refusal: 'says that it has' },
  {
    what: 'a JSON chunk of 4 GiB',
    bytes: patched(12, 2 ** 32 - 4),
    refusal: 'JSON chunk of the GLB reaches',
  },
  {
    what: 'a JSON chunk of 2 GiB, negative as a signed number',
    bytes: patched(12, 2 ** 31),
    refusal: 'JSON chunk of the GLB reaches',
  },
  {
    what: 'a JSON chunk that reaches into the binary chunk',
    bytes: patched(12, jsonLength + 4),
    refusal: 'cannot be parsed',
  },
  {
    what: 'a JSON chunk that ends before its text',
    bytes: patched(12, jsonLength - 4),
    refusal: 'of the GLB',
  },
  { what: 'a chunk of no multiple of 4', bytes: patched(12, jsonLength - 1), refusal: 'no multiple of 4' },
  {
    what: 'the binary chunk first',
    bytes: () => glbFile([binChunk(), jsonChunk()]),
    refusal: 'first chunk of the GLB is not JSON',
  },
  {
    what: 'two JSON chunks',
    bytes: () => glbFile([jsonChunk(), jsonChunk(), binChunk()]),
    refusal: 'second chunk of the GLB is not binary',
  },
  {
    what: 'three chunks',
    bytes: () => glbFile([jsonChunk(), binChunk(), binChunk()]),
    refusal: 'more than two chunks',
  },
  { what: 'no binary chunk', bytes: () => glbFile([jsonChunk()]), refusal: 'but the binary chunk has 0' },
  {
    what: 'a byte order mark before the JSON',
    bytes: () => packGlb({ json: `\ufeff${text}`, bin }),
    refusal: 'cannot be parsed',
  },
  {
    what: 'JSON that is no UTF-8',
    bytes: () => glbFile([glbChunk(JSON_CHUNK, Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d)), binChunk()]),
    refusal: 'cannot be parsed',
  },
  {
    what: 'nesting of 65 levels',
    bytes: withText('"scene":0', `"extras":${'['.repeat(65)}${']'.repeat(65)}`),
    refusal: 'nested deeper than 64 levels',
  },
  {
    what: 'nesting of a million levels',
    bytes: () => packGlb({ json: '['.repeat(1e6) }),
    refusal: 'nested deeper than 64 levels',
  },
  {
    what: 'a million values',
    bytes: () => packGlb({ json: `{"a":[${'0,'.repeat(1e6)}0]}` }),
    refusal: 'values; the limit is 1,000,000',
  },
  {
    what: 'JSON of 16 MiB',
    bytes: () => packGlb({ json: { extras: 'x'.repeat(16 * 2 ** 20) } }),
    refusal: 'the limit is 16.0 MiB',
  },
  {
    what: 'a name of 100 kB',
    bytes: () =>
      quadWith((j) => {
        j.nodes[0].name = 'x'.repeat(100_000);
      }),
    refusal: 'nodes[0].name has 100,000 characters; the limit is 10,000',
  },
  {
    what: '__proto__ in place of scenes',
    bytes: withText('"scenes"', '"__proto__"'),
    refusal: 'has no scene 0',
  },
  {
    what: '__proto__ in place of attributes',
    bytes: withText('"POSITION":0', '"__proto__":{"POSITION":0}'),
    refusal: 'has no POSITION',
  },
  {
    what: 'a number beyond double',
    bytes: withText('"name":"quad"', '"translation":[1e999,0,0]'),
    refusal: 'nodes[0].translation[0]',
  },
  { what: 'JSON that is null', bytes: () => packGlb({ json: 'null', bin }), refusal: 'is not an object' },
  { what: 'JSON that is a list', bytes: () => packGlb({ json: '[]', bin }), refusal: 'is not an object' },
  {
    what: 'a member given twice, the later one wins for every reader',
    bytes: withText('"scene":0', '"scene":7,"scene":0'),
  },
  {
    what: 'keys of Object.prototype all over the JSON',
    bytes: withText(
      '"name":"quad"',
      '"extras":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":1,"hasOwnProperty":1}',
    ),
  },
  { what: 'bytes behind an offset', bytes: () => concat([7, 7, 7], quad).subarray(3) as never },
  { what: 'the quad itself', bytes: () => quad.slice() },
];
