import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type ErrorCode, ImageTo3DError } from '../../../plugin/core/errors.ts';
import { probeImage } from '../../../plugin/recipe/image-probe.ts';
import {
  ascii,
  avifHeader,
  box,
  concat,
  jpegHeader,
  makeAnimatedWebp,
  makeExtendedWebp,
  makeGif,
  makePng,
  PNG_MAGIC,
  pngChunk,
  pngHeader,
  u16be,
  u32be,
  u32le,
  utf8,
  webpBitstream,
} from '../../fixtures/make-image.ts';
import { random } from '../../security/corpus/random.ts';

const red = () => [255, 0, 0, 255] as const;
const sampleImage = (widthPx: number, heightPx: number) =>
  sharp({ create: { width: widthPx, height: heightPx, channels: 4, background: '#ff000080' } });

function refusal(bytes: Uint8Array, fileName?: string): ImageTo3DError {
  try {
    probeImage(bytes, fileName);
  } catch (error) {
    if (error instanceof ImageTo3DError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

describe('usable formats: kind and size from the header', () => {
  const encoders = {
    png: () => sampleImage(37, 23).png(),
    jpeg: () => sampleImage(37, 23).jpeg(),
    webp: () => sampleImage(37, 23).webp({ quality: 50 }),
    avif: () => sampleImage(37, 23).avif(),
    gif: () => sampleImage(37, 23).gif(),
  };
  for (const [format, encode] of Object.entries(encoders))
    it(`${format} written by libvips`, async () => {
      const bytes = await encode().toBuffer();
      expect(probeImage(bytes)).toEqual({
        format,
        mimeType: `image/${format}`,
        widthPx: 37,
        heightPx: 23,
        animated: false,
      });
    });

  it('palette, grey, 16-bit and interlaced PNG, progressive and CMYK JPEG, lossless WebP', async () => {
    const files = [
      sampleImage(37, 23).png({ palette: true }),
      sampleImage(37, 23).greyscale().png(),
      sampleImage(37, 23).toColourspace('rgb16').png(),
      sampleImage(37, 23).png({ progressive: true }),
      sampleImage(37, 23).jpeg({ progressive: true }),
      sampleImage(37, 23).toColourspace('cmyk').jpeg(),
      sampleImage(37, 23).webp({ lossless: true }),
      sampleImage(37, 23).removeAlpha().webp(),
    ];
    for (const file of files)
      expect(probeImage(await file.toBuffer())).toMatchObject({ widthPx: 37, heightPx: 23 });
  });

  it('gives the size as stored, before EXIF orientation', async () => {
    const turned = await sampleImage(37, 23).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    expect(probeImage(turned)).toMatchObject({ widthPx: 37, heightPx: 23 });
  });

  it('the largest sizes that headers can state', () => {
    expect(probeImage(pngHeader(2 ** 31 - 1, 1))).toMatchObject({ widthPx: 2 ** 31 - 1, heightPx: 1 });
    expect(probeImage(jpegHeader(65535, 65534))).toMatchObject({ widthPx: 65535, heightPx: 65534 });
    expect(probeImage(makeExtendedWebp(16384, 16383, 0, []))).toMatchObject({
      widthPx: 16384,
      heightPx: 16383,
    });
    expect(probeImage(avifHeader(65536, 70000))).toMatchObject({ widthPx: 65536, heightPx: 70000 });
  });

  it('an AVIF’s size is its main image’s, not the thumbnail’s', () => {
    expect(probeImage(avifHeader(640, 480))).toMatchObject({ format: 'avif', widthPx: 640, heightPx: 480 });
  });

  it('a GIF’s first frame that is larger than its screen counts', () => {
    const gif = makeGif(4, 3, [[0, 0, 0]], [() => 0]);
    gif[6] = 1; // screen 1 × 3
    expect(probeImage(gif)).toMatchObject({ widthPx: 4, heightPx: 3 });
  });

  it('bytes behind an offset in a larger buffer', () => {
    const file = makePng(3, 2, red);
    const larger = concat([1, 2, 3, 4, 5], file);
    expect(probeImage(larger.subarray(5))).toMatchObject({ widthPx: 3, heightPx: 2 });
  });
});

describe('animation', () => {
  const twoFrames = [() => 0, () => 1];
  it('GIF: two frames are animated, one is not', () => {
    expect(probeImage(makeGif(4, 3, [[0, 0, 0]], twoFrames))).toMatchObject({ animated: true, widthPx: 4 });
    expect(probeImage(makeGif(4, 3, [[0, 0, 0]], [() => 0]))).toMatchObject({ animated: false });
  });

  it('APNG: acTL with two frames', () => {
    const animated = makePng(2, 2, red, [pngChunk('acTL', [...u32be(2), ...u32be(0)])]);
    expect(probeImage(animated)).toMatchObject({ format: 'png', animated: true });
    const single = makePng(2, 2, red, [pngChunk('acTL', [...u32be(1), ...u32be(0)])]);
    expect(probeImage(single).animated).toBe(false);
  });

  it('WebP: two ANMF frames, made by hand and by libvips', async () => {
    const still = await sampleImage(8, 6).webp({ lossless: true }).toBuffer();
    expect(webpBitstream(still).length).toBeGreaterThan(8);
    expect(probeImage(makeAnimatedWebp(8, 6, [still, still]))).toMatchObject({
      animated: true,
      widthPx: 8,
      heightPx: 6,
    });
    expect(probeImage(makeAnimatedWebp(8, 6, [still])).animated).toBe(false);
    const gif = makeGif(
      4,
      3,
      [
        [0, 0, 0],
        [255, 255, 255],
      ],
      twoFrames,
    );
    const webp = await sharp(gif, { animated: true }).webp({ loop: 0 }).toBuffer();
    expect(probeImage(webp)).toMatchObject({ format: 'webp', animated: true, widthPx: 4, heightPx: 3 });
  });

  it('AVIF: the brand of a sequence', () => {
    expect(probeImage(avifHeader(64, 64, 'avis'))).toMatchObject({ format: 'avif', animated: true });
  });
});

describe('SVG', () => {
  const sizes: readonly [svg: string, widthPx: number, heightPx: number][] = [
    ['<svg width="30" height="20"/>', 30, 20],
    ['<svg viewBox="0 0 30 20"/>', 30, 20],
    ["<svg viewBox='-5,-5 30 20'></svg>", 30, 20],
    ['<svg width="60" viewBox="0 0 30 20"/>', 60, 40],
    ['<svg height="1in" viewBox="0 0 30 20"/>', 144, 96],
    ['<svg width="10mm" height="1cm"/>', 38, 38],
    ['<svg width="100%" height="100%" viewBox="0 0 8 4"/>', 8, 4],
    ['<svg width="100%" height="2em"/>', 0, 0],
    ['<svg width="-3" height="1e999"/>', 0, 0],
    ['<svg>\n</svg>', 0, 0],
    ['\ufeff<?xml version="1.0"?>\n<!-- a > b <svg width="1"> -->\n<svg\n width="3"\theight="4">', 3, 4],
    [
      '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x>y" [<!ENTITY a "<svg width=\'9\'>">]><svg width="3" height="4"/>',
      3,
      4,
    ],
    ['<s:svg xmlns:s="http://www.w3.org/2000/svg" s:width="9" width="3" height="4"/>', 3, 4],
  ];
  for (const [svg, widthPx, heightPx] of sizes)
    it(`${widthPx} × ${heightPx}: ${svg.slice(0, 60)}`, () => {
      expect(probeImage(utf8(svg))).toEqual({
        format: 'svg',
        mimeType: 'image/svg+xml',
        widthPx,
        heightPx,
        animated: false,
      });
    });

  it('UTF-16 with a byte order mark', () => {
    const text = '\ufeff<svg width="3" height="4"/>';
    const utf16 = new Uint8Array(new Uint16Array([...text].map((c) => c.charCodeAt(0))).buffer);
    expect(probeImage(utf16)).toMatchObject({ format: 'svg', widthPx: 3, heightPx: 4 });
  });
});

describe('other files are named in the error', () => {
  const U: ErrorCode = 'unsupported-format';
  const D: ErrorCode = 'undecodable-image';
  const heic = (major: string) =>
    concat(box('ftyp', ascii(major), u32be(0), ascii('mif1')), new Uint8Array(64));
  const bmp = concat(ascii('BM'), new Uint8Array(12), u32le(40), new Uint8Array(40));
  const cases: readonly [name: string, bytes: Uint8Array, code: ErrorCode, says: string][] = [
    ['chair.heic', heic('heic'), U, 'chair.heic is a HEIC image, which cannot be read.'],
    ['a.heif', heic('mif1'), U, 'a HEIC image'],
    ['a.cr3', box('ftyp', ascii('crx '), u32be(0)), U, 'a camera raw image'],
    ['a.tif', concat(ascii('II*\0'), new Uint8Array(20)), U, 'a TIFF image'],
    ['a.tif', concat(ascii('MM\0*'), new Uint8Array(20)), U, 'a TIFF image'],
    ['a.bmp', bmp, U, 'a BMP image'],
    ['a.ico', concat([0, 0, 1, 0, 1, 0], new Uint8Array(20)), U, 'an ICO icon'],
    ['a.psd', concat(ascii('8BPS'), [0, 1]), U, 'a Photoshop document'],
    ['a.pdf', utf8('%PDF-1.7\n'), U, 'a PDF document'],
    ['a.ps', utf8('%!PS-Adobe'), U, 'a PostScript document'],
    ['a.jxl', concat([0xff, 0x0a], new Uint8Array(20)), U, 'a JPEG XL image'],
    ['a.jp2', concat([0, 0, 0, 12], ascii('jP  \r\n\x87\n')), U, 'a JPEG 2000 image'],
    ['a.exr', concat([0x76, 0x2f, 0x31, 1], new Uint8Array(8)), U, 'an OpenEXR image'],
    ['a.hdr', utf8('#?RADIANCE\n'), U, 'a Radiance HDR image'],
    ['a.ktx2', concat([0xab], ascii('KTX 20')), U, 'a KTX texture'],
    ['a.ppm', concat(ascii('P6\n2 2\n255\n'), [0, 1, 2, 255]), U, 'a Netpbm image'],
    ['a.html', utf8('<!DOCTYPE html><html><svg width="1" height="1"/></html>'), D, 'a web page (HTML)'],
    ['a.html', utf8('\n<!-- x --><html></html>'), D, 'a web page (HTML)'],
    ['a.xml', utf8('<?xml version="1.0"?><kml/>'), D, 'an XML file but no SVG'],
    ['a.xml', utf8('<svgs width="1"/>'), D, 'an XML file but no SVG'],
    ['a.json', utf8(' {"a":1}'), D, 'a JSON file'],
    ['a.txt', utf8('Hello <svg width="1" height="1"/>'), D, 'a text file'],
    ['a.txt', utf8('BMW is a car maker'), D, 'a text file'],
    ['a.txt', utf8(' \n '), D, 'nothing but white space'],
    ['a.glb', concat(ascii('glTF'), [2, 0, 0, 0]), D, 'a GLB model'],
    ['a.zip', concat(ascii('PK\x03\x04'), new Uint8Array(20)), D, 'a zip archive'],
    ['a.svgz', concat([0x1f, 0x8b, 8], new Uint8Array(20)), D, 'a gzip file'],
    ['a.mp4', box('ftyp', ascii('isom'), u32be(0)), D, 'a video'],
    ['a.wav', concat(ascii('RIFF'), u32le(36), ascii('WAVE')), D, 'a sound'],
    ['a.webm', concat([0x1a, 0x45, 0xdf, 0xa3], new Uint8Array(8)), D, 'a video'],
    ['a.exe', concat(ascii('MZ'), [0x90, 0, 3, 0]), D, 'a Windows program'],
    ['a.bin', Uint8Array.of(0, 7, 0xfe, 3), D, 'of an unknown kind (it begins with 00 07 fe 03)'],
    ['a.png', new Uint8Array(0), D, 'a.png is empty: it has 0 bytes'],
    ['a.svg', utf8('<!-- never closed <svg width="1" height="1"/>'), D, 'a text file'],
  ];
  for (const [name, bytes, code, says] of cases)
    it(`${name}: ${says}`, () => {
      const error = refusal(bytes, name);
      expect(error.message).toContain(says);
      expect(error.code).toBe(code);
    });
});

describe('damaged headers', () => {
  const cases: readonly [what: string, bytes: Uint8Array, says: string][] = [
    ['PNG signature only', Uint8Array.from(PNG_MAGIC), 'cut off'],
    ['PNG inside IHDR', makePng(2, 2, red).subarray(0, 30), 'cut off'],
    ['PNG with another first chunk', concat(PNG_MAGIC, pngChunk('tEXt', new Uint8Array(20))), 'no IHDR'],
    ['Apple PNG', concat(PNG_MAGIC, pngChunk('CgBI', [0, 0, 0, 0]), new Uint8Array(20)), 'CgBI'],
    ['JPEG start only', Uint8Array.of(0xff, 0xd8, 0xff), 'cut off'],
    ['JPEG before its frame header', jpegHeader(9, 9).subarray(0, 20), 'cut off'],
    ['JPEG scan without frame', Uint8Array.of(0xff, 0xd8, 0xff, 0xda, 0, 8, 0, 0, 0, 0), 'no frame header'],
    [
      'JPEG segment of length 0',
      concat([0xff, 0xd8, 0xff, 0xe0, 0, 0], u16be(9), [0, 0]),
      'shorter than its own header',
    ],
    [
      'JPEG without marker',
      concat([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0], [1, 2, 3, 4]),
      'does not start with a marker',
    ],
    ['WebP inside its header', makeExtendedWebp(9, 9, 0, []).subarray(0, 25), 'cut off'],
    [
      'WebP of another chunk',
      concat(ascii('RIFF'), u32le(40), ascii('WEBPJUNK'), new Uint8Array(20)),
      'image data',
    ],
    [
      'WebP lossy without start code',
      concat(ascii('RIFF'), u32le(40), ascii('WEBPVP8 '), new Uint8Array(20)),
      'start code',
    ],
    [
      'WebP lossless without signature',
      concat(ascii('RIFF'), u32le(40), ascii('WEBPVP8L'), new Uint8Array(20)),
      'signature',
    ],
    ['GIF without frames', concat(ascii('GIF89a'), [1, 0, 1, 0, 0, 0, 0, 0x3b]), 'without an image'],
    ['GIF inside its header', ascii('GIF89a\x01'), 'cut off'],
    ['AVIF without meta', box('ftyp', ascii('avif'), u32be(0)), 'cut off'],
    [
      'AVIF without properties',
      concat(box('ftyp', ascii('avif'), u32be(0)), box('meta', u32be(0))),
      'no main image',
    ],
  ];
  for (const [what, bytes, says] of cases)
    it(`${what}: ${says}`, () => {
      const error = refusal(bytes, 'x.png');
      expect(error.message).toContain(says);
      expect(error.code).toBe('undecodable-image');
    });
});

describe('file names are ignored, and cannot do harm', () => {
  it('a PNG called .jpg is a PNG; a HEIC called .png is a HEIC', () => {
    expect(probeImage(makePng(3, 2, red), 'x.jpg').format).toBe('png');
    expect(refusal(box('ftyp', ascii('heic'), u32be(0)), 'x.png').code).toBe('unsupported-format');
  });

  it('polyglots are what they start as', () => {
    const html = utf8('<!DOCTYPE html><script>alert(1)</script>');
    expect(probeImage(concat(makePng(3, 2, red), html)).format).toBe('png');
    expect(probeImage(makePng(3, 2, red, [pngChunk('tEXt', html)]))).toMatchObject({
      widthPx: 3,
      heightPx: 2,
    });
    expect(probeImage(concat(makeGif(2, 2, [[0, 0, 0]], [() => 0]), ascii('PK\x03\x04'))).format).toBe('gif');
    expect(refusal(concat(html, makePng(3, 2, red))).message).toContain('HTML');
  });

  it('folders, line breaks and direction marks are removed from the message, long names too', () => {
    const error = refusal(utf8('x'), `/home/me/a\u202egnp.\n${'y'.repeat(500)}`);
    expect(error.message).toMatch(/^a gnp\. y{70,80} is a text file/);
    expect(refusal(utf8('x')).message).toMatch(/^The image is a text file/);
  });
});

describe('mutants', () => {
  it('20,000 of them give a size or an ImageTo3DError, nothing else', async () => {
    const still = await sampleImage(8, 6).webp({ lossless: true }).toBuffer();
    const seeds = [
      makePng(4, 4, red, [pngChunk('acTL', [...u32be(2), ...u32be(0)])]),
      await sampleImage(8, 6).jpeg().toBuffer(),
      await sampleImage(8, 6).webp().toBuffer(),
      still,
      makeAnimatedWebp(8, 6, [still, still]),
      await sampleImage(8, 6).avif().toBuffer(),
      avifHeader(64, 64),
      makeGif(4, 3, [[0, 0, 0]], [() => 0, () => 1]),
      utf8(
        '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b">]><!-- c --><svg width="3px" height="4" viewBox="0 0 3 4"/>',
      ),
      utf8('<!DOCTYPE html><html></html>'),
    ];
    const pick = random(7);
    const outcomes = { accepted: 0, refused: 0 };
    for (let i = 0; i < 20_000; i++) {
      let bytes = Uint8Array.from(seeds[i % seeds.length]!);
      for (let edits = 1 + pick(4); edits > 0; edits--) {
        const at = pick(Math.min(bytes.length, 200));
        const kind = pick(4);
        if (kind === 0) bytes[at] = pick(256);
        else if (kind === 1) bytes.fill([0, 0xff, 0x7f][pick(3)]!, at, at + 4);
        else if (kind === 2) bytes = bytes.slice(0, at + 1);
        else bytes = concat(bytes.subarray(0, at), bytes.subarray(pick(at + 1)));
      }
      try {
        const info = probeImage(bytes, 'mutant.png');
        expect(Number.isSafeInteger(info.widthPx) && info.widthPx >= 0).toBe(true);
        expect(Number.isSafeInteger(info.heightPx) && info.heightPx >= 0).toBe(true);
        outcomes.accepted++;
      } catch (error) {
        expect(error).toBeInstanceOf(ImageTo3DError);
        outcomes.refused++;
      }
    }
    expect(outcomes.accepted).toBeGreaterThan(1000);
    expect(outcomes.refused).toBeGreaterThan(1000);
  });
});
