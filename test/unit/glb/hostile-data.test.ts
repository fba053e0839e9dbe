import { describe } from 'vitest';
import { packGlb, quadGlb } from '../../fixtures/make-glb.ts';
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
import { changed, expectRefused, withImage } from './hostile-case.ts';

const { json: quad } = quadGlb();
const red = () => [255, 0, 0, 255] as const;

describe('accessors and buffers', () => {
  expectRefused([
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
      'elements in total; the limit is 32,000,000',
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
      'bytes in total; the limit is 268,435,456',
    ],
  ]);
});

describe('images', () => {
  expectRefused([
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
      '201,326,592 pixels in total',
    ],
    ['an image cut off', () => withImage(pngHeader(4, 4).subarray(0, 20)), 'images[0] is cut off'],
    ['a JPEG without frame', () => withImage(jpegHeader(4, 4).subarray(0, 12)), 'images[0] is cut off'],
    ['an SVG called PNG', () => withImage(utf8('<svg width="1" height="1"/>')), 'of the format svg'],
    ['a GIF', () => withImage(makeGif(2, 2, [[0, 0, 0]], [() => 0])), 'of the format gif'],
    ['an AVIF', () => withImage(avifHeader(4, 4)), 'of the format avif'],
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
  ]);
});
