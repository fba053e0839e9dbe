import {
  ascii,
  avifHeader,
  box,
  concat,
  exifBlock,
  jpegHeader,
  makePng,
  PNG_MAGIC,
  pngChunk,
  pngHeader,
  u16be,
  u32be,
  u32le,
  utf8,
} from '../../fixtures/make-image.ts';
import { pick, random } from './random.ts';

const red = () => [255, 0, 0, 255] as const;

/** A file with a name, and with what it is refused. */
export type RefusedImage = readonly [
  name: string,
  bytes: () => Uint8Array<ArrayBuffer>,
  code: string,
  says: string,
];

const UNSUPPORTED = 'unsupported-format';
const UNDECODABLE = 'undecodable-image';
const TOO_LARGE = 'image-too-large';

/** Pictures that no decoder gets to see. */
export const REFUSED_IMAGES: readonly RefusedImage[] = [
  ['nothing.png', () => new Uint8Array(0), UNDECODABLE, 'nothing.png is empty: it has 0 bytes'],
  ['zeros.png', () => new Uint8Array(100), UNDECODABLE, 'of an unknown kind'],
  ['page.png', () => utf8('<!DOCTYPE html><script>alert(1)</script>'), UNDECODABLE, 'is a web page (HTML)'],
  [
    'page-then-image.png',
    () => concat(utf8('<html><script>alert(1)</script></html>'), makePng(2, 2, red)),
    UNDECODABLE,
    'is a web page (HTML)',
  ],
  ['a.tiff', () => concat(ascii('II*\0'), new Uint8Array(40)), UNSUPPORTED, 'is a TIFF image'],
  ['tiff.jpg', () => concat(ascii('MM\0*'), new Uint8Array(40)), UNSUPPORTED, 'tiff.jpg is a TIFF image'],
  [
    'phone.jpg',
    () => concat(box('ftyp', ascii('heic'), u32be(0), ascii('mif1')), new Uint8Array(64)),
    UNSUPPORTED,
    'phone.jpg is a HEIC image',
  ],
  ['model.png', () => concat(ascii('glTF'), [2, 0, 0, 0]), UNDECODABLE, 'is a GLB model'],
  ['archive.png', () => concat(ascii('PK\x03\x04'), new Uint8Array(40)), UNDECODABLE, 'is a zip archive'],
  ['drawing.svgz', () => concat([0x1f, 0x8b, 8], new Uint8Array(40)), UNDECODABLE, 'is a gzip file'],
  ['zero.png', () => makePng(0, 0, red), UNDECODABLE, 'zero.png is 0 × 0 px; an image needs at least 1 × 1'],
  ['flat.jpg', () => jpegHeader(10, 0), UNDECODABLE, 'flat.jpg is 10 × 0 px'],
  ['bomb.png', () => pngHeader(30_000, 30_000), TOO_LARGE, 'is 30000 × 30000 px; the longest edge allowed'],
  ['largest.png', () => pngHeader(2 ** 32 - 1, 2 ** 32 - 1), TOO_LARGE, '4294967295 × 4294967295 px'],
  ['wide.jpg', () => jpegHeader(65_535, 65_535), TOO_LARGE, 'is 65535 × 65535 px'],
  ['line.jpg', () => jpegHeader(65_500, 1), TOO_LARGE, 'is 65500 × 1 px'],
  ['area.png', () => pngHeader(16_000, 16_000), TOO_LARGE, '256.0 million pixels; the limit is 67.1 million'],
  ['bomb.avif', () => avifHeader(60_000, 60_000), TOO_LARGE, 'is 60000 × 60000 px'],
  [
    'bomb.webp',
    () =>
      concat(
        ascii('RIFF'),
        u32le(40),
        ascii('WEBPVP8X'),
        u32le(10),
        [0, 0, 0, 0],
        Array(6).fill(255),
        Array(20).fill(0),
      ),
    TOO_LARGE,
    'is 16777216 × 16777216 px',
  ],
  [
    'bomb.gif',
    () => concat(ascii('GIF89a'), [255, 255, 255, 255, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 7, 0, 0x3b]),
    TOO_LARGE,
    'is 65535 × 65535 px',
  ],
  [
    'hidden.jpg',
    () => concat([0xff, 0xd8, 0xff, 0x00], u16be(40), new Uint8Array(38), jpegHeader(8, 8).subarray(2)),
    UNDECODABLE,
    'hidden.jpg is a damaged JPEG: it has an unknown segment',
  ],
  [
    'twice.jpg',
    () => concat([0xff, 0xd8, 0xff, 0xd8], jpegHeader(8, 8).subarray(2)),
    UNDECODABLE,
    'is a damaged JPEG',
  ],
  ['cut.png', () => makePng(4, 4, red).subarray(0, 20) as Uint8Array<ArrayBuffer>, UNDECODABLE, 'is cut off'],
  ['cut.jpg', () => jpegHeader(4, 4).slice(0, 22), UNDECODABLE, 'is cut off'],
  ['other.png', () => concat(PNG_MAGIC, pngChunk('tEXt', new Uint8Array(30))), UNDECODABLE, 'it has no IHDR'],
  ['huge.png', () => new Uint8Array(20 * 2 ** 20 + 1), TOO_LARGE, 'has 20.1 MiB; the limit is 20.0 MiB'],
];

/** Images with extra content; only the image itself is read: red, 16 × 8. */
export const MIXED_IMAGES: readonly (readonly [what: string, bytes: () => Uint8Array<ArrayBuffer>])[] = [
  ['a page behind it', () => concat(makePng(16, 8, red), utf8('<script>secret()</script>'))],
  ['a page inside it', () => makePng(16, 8, red, [pngChunk('tEXt', utf8('<script>secret()</script>'))])],
  ['an archive behind it', () => concat(makePng(16, 8, red), ascii('PK\x03\x04secret'))],
  ['a place in its EXIF data', () => makePng(16, 8, red, [pngChunk('eXIf', exifBlock(1))])],
  ['a colour profile that is none', () => makePng(16, 8, red, [pngChunk('iCCP', utf8('secret\0\0secret'))])],
];

/** `count` damaged copies, the same ones for the same seed. */
export function* imageMutants(
  images: readonly Uint8Array[],
  count: number,
  seed: number,
): Generator<Uint8Array<ArrayBuffer>> {
  const next = random(seed);
  for (let i = 0; i < count; i++) {
    let bytes = Uint8Array.from(images[i % images.length]!);
    for (let edits = 1 + next(3); edits > 0; edits--) {
      // Headers decide most; the rest is found in the middle.
      const at = next(next(3) === 0 ? bytes.length : Math.min(bytes.length, 120));
      const kind = next(5);
      if (kind === 0) bytes[at] = next(256);
      else if (kind === 1) bytes.fill(pick(next, [0, 0xff, 0x7f]), at, at + 4);
      else if (kind === 2) bytes = bytes.slice(0, at + 1);
      else if (kind === 3) bytes = concat(bytes.subarray(0, at), bytes.subarray(next(at + 1)));
      else bytes = concat(bytes.subarray(0, at), bytes.subarray(at + 1 + next(8)));
    }
    yield bytes;
  }
}
