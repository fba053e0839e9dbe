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
  u16be,
  u32be,
  u32le,
  utf8,
} from '../../fixtures/make-image.ts';
import { DATA_START, type GlbCase, quadWith, quadWithImage } from './quad-with.ts';

const png = () => makePng(4, 4, () => [255, 0, 0, 255]);
const frame = concat(
  ascii('RIFF'),
  u32le(22),
  ascii('WEBPVP8L'),
  u32le(9),
  [0x2f, 0, 0, 0, 0, 0, 0, 0, 0, 0],
);
const ktx2 = concat([0xab], ascii('KTX 20\xbb\r\n\x1a\n'), new Uint8Array(68));

const image = (what: string, bytes: () => Uint8Array, refusal: string, mimeType?: unknown): GlbCase => ({
  what,
  bytes: () => quadWithImage(bytes(), mimeType),
  refusal,
});

/** Pictures inside of a GLB. */
export const IMAGE_CASES: readonly GlbCase[] = [
  image('a PNG of 65,535² px', () => pngHeader(65535, 65535), 'images[0] is 65535 × 65535 px; the longest'),
  image('a PNG of 2³² − 1 px', () => pngHeader(2 ** 32 - 1, 1), 'is 4294967295 × 1 px; the longest edge'),
  image(
    'a JPEG of 65,500 × 1 px',
    () => jpegHeader(65500, 1),
    'is 65500 × 1 px; the longest edge allowed is',
  ),
  image('a PNG without width', () => pngHeader(0, 4), 'images[0] is 0 × 4 px'),
  image('a JPEG cut off in its header', () => jpegHeader(4, 4).subarray(0, 22), 'images[0] is cut off'),
  image(
    'a JPEG whose frame is hidden in an unknown segment',
    () => concat([0xff, 0xd8, 0xff, 0x00], u16be(40), new Uint8Array(38), jpegHeader(8, 8).subarray(2)),
    'images[0] is a damaged JPEG',
  ),
  image('a PNG cut off in its header', () => png().subarray(0, 24), 'images[0] is cut off'),
  image(
    'an animated PNG',
    () => makePng(2, 2, () => [0, 0, 0, 255], [pngChunk('acTL', [...u32be(2), ...u32be(0)])]),
    'images[0] is animated',
  ),
  image('an animated WebP', () => makeAnimatedWebp(1, 1, [frame, frame]), 'images[0] is animated'),
  image('an SVG with a script', () => utf8('<svg><script>alert(1)</script></svg>'), 'of the format svg'),
  image('a web page', () => utf8('<!DOCTYPE html><script>alert(1)</script>'), 'is a web page (HTML)'),
  image('a GIF', () => makeGif(2, 2, [[0, 0, 0]], [() => 0]), 'of the format gif; use PNG, JPEG or WebP'),
  image('an AVIF', () => avifHeader(4, 4), 'of the format avif; use PNG, JPEG or WebP'),
  image('a KTX2 without its decoder', () => ktx2, 'images[0] is a KTX texture', 'image/ktx2'),
  image('nothing but zeros', () => new Uint8Array(64), 'images[0] is a file of an unknown kind'),
  image(
    'a PNG that calls itself KTX2, for which a loader would fetch a decoder',
    png,
    'images[0] calls itself "image/ktx2", but is image/png',
    'image/ktx2',
  ),
  image(
    'a PNG that calls itself a page',
    png,
    'images[0] calls itself "text/html?<script>", but is image/png',
    'text/html\n<script>',
  ),
  { what: 'a JPEG that calls itself PNG', bytes: () => quadWithImage(jpegHeader(8, 8)) },
  {
    what: 'a KTX2 cut off behind its identifier, with a decoder',
    bytes: () => quadWithImage(ktx2.subarray(0, 40), 'image/ktx2'),
    decoders: ['ktx2'],
    refusal: 'images[0] ends inside its KTX2 header',
  },
  {
    what: 'a KTX2 without levels, with a decoder',
    bytes: () => quadWithImage(ktx2, 'image/ktx2'),
    decoders: ['ktx2'],
    refusal: 'images[0] is KTX2',
  },
  {
    what: 'three images of 8192² px on the same bytes',
    bytes: () => {
      const header = pngHeader(8192, 8192);
      return quadWith((json) => {
        json.bufferViews.push({ buffer: 0, byteOffset: DATA_START, byteLength: header.length });
        json.images = Array(3).fill({ bufferView: 4, mimeType: 'image/png' });
      }, header);
    },
    refusal: '201,326,592 pixels in total; the limit is 100,663,296',
  },
  {
    what: 'an image without data',
    bytes: () =>
      quadWith((json) => {
        json.images = [{ mimeType: 'image/png' }];
      }),
    refusal: 'images[0] has no data in the file',
  },
  { what: 'an image of four pixels', bytes: () => quadWithImage(png()) },
];
