import { describe, expect, it } from 'vitest';
import { prepareImage } from '../../../plugin/image/browser.ts';
import {
  concat,
  exifBlock,
  makeAnimatedWebp,
  makeExtendedWebp,
  makeGif,
  makePng,
  type PixelAt,
  pngChunk,
  pngHeader,
  utf8,
  webpBitstream,
  withJpegOrientation,
} from '../../fixtures/make-image.ts';
import { type PngContent, readPng } from '../../fixtures/read-png.ts';

const RED = [255, 0, 0, 255] as const;
const BLUE = [0, 0, 255, 255] as const;
const halves: PixelAt = (x) => (x < 8 ? RED : BLUE);

// Left half red, right half blue, 16 × 8; made by libvips.
const AVIF =
  'AAAAHGZ0eXBhdmlmAAAAAG1pZjFhdmlmbWlhZgAAAXBtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAAAAAERAAAIAAQAAAAABlAABAAAAAAAAADMAAgAAAAABxwABAAAAAAAAABUAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABhdjAxAAAAABVpbmZlAgAAAAACAABhdjAxAAAAAA5waXRtAAAAAAABAAAAr2lwcnAAAACKaXBjbwAAAAxhdjFDgSACAAAAABRpc3BlAAAAAAAAABAAAAAIAAAAEHBpeGkAAAAAAwgICAAAAAxhdjFDgQAcAAAAAA5waXhpAAAAAAEIAAAAOGF1eEMAAAAAdXJuOm1wZWc6bXBlZ0I6Y2ljcDpzeXN0ZW1zOmF1eGlsaWFyeTphbHBoYQAAAAAdaXBtYQAAAAAAAAACAAEDgQIDAAIEhAIFhgAAABppcmVmAAAAAAAAAA5hdXhsAAIAAQABAAAAUG1kYXQSAAoIOAy/tICGg0gyJRPCYyaAAPCAAAAAy6pU0Nlu5lOXwVmd0iA7VPYuGFZppsCKi/QSAAoFGAy/sKgyChNAAAEAAbH85vA=';
const avif = Uint8Array.from(atob(AVIF), (c) => c.charCodeAt(0));

function drawn(widthPx: number, heightPx: number, pixelAt: PixelAt): OffscreenCanvas {
  const canvas = new OffscreenCanvas(widthPx, heightPx);
  const image = new ImageData(widthPx, heightPx);
  for (let y = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++) image.data.set(pixelAt(x, y), (y * widthPx + x) * 4);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}

async function encoded(type: string, widthPx = 16, heightPx = 8, pixelAt: PixelAt = halves) {
  const blob = await drawn(widthPx, heightPx, pixelAt).convertToBlob({ type, quality: 1 });
  expect(blob.type).toBe(type);
  return new Uint8Array(await blob.arrayBuffer());
}

async function pngOf(...args: Parameters<typeof prepareImage>): Promise<PngContent> {
  const png = await readPng((await prepareImage(...args)).png);
  expect(png.chunkTypes).toEqual(['IHDR', 'IDAT', 'IEND']); // no eXIf, tEXt, iCCP or any other
  return png;
}

function expectHalves(png: PngContent, tolerance = 0) {
  const near = (actual: number[], expected: readonly number[]) =>
    actual.forEach((value, c) => {
      expect(Math.abs(value - expected[c]!)).toBeLessThanOrEqual(tolerance);
    });
  expect([png.widthPx, png.heightPx]).toEqual([16, 8]);
  near(png.at(2, 4), RED);
  near(png.at(13, 4), BLUE);
}

const refused = (code: string, says: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(says) });

describe('formats', () => {
  it('PNG, GIF and lossless sources to the bit; JPEG, WebP and AVIF nearly', async () => {
    expectHalves(await pngOf(makePng(16, 8, halves)));
    expectHalves(
      await pngOf(
        makeGif(
          16,
          8,
          [
            [255, 0, 0],
            [0, 0, 255],
          ],
          [(x) => (x < 8 ? 0 : 1)],
        ),
      ),
    );
    expectHalves(await pngOf(await encoded('image/webp')), 6);
    expectHalves(await pngOf(await encoded('image/jpeg')), 3);
    expectHalves(await pngOf(avif), 6);
  });

  it('says what the source was', async () => {
    const jpeg = await encoded('image/jpeg');
    const prepared = await prepareImage(new File([jpeg], 'Red chair.v2.jpg', { type: 'text/html' }));
    expect(prepared).toMatchObject({
      name: 'Red chair.v2',
      widthPx: 16,
      heightPx: 8,
      hasAlpha: false,
      source: {
        format: 'jpeg',
        mimeType: 'image/jpeg',
        widthPx: 16,
        heightPx: 8,
        animated: false,
        fileBytes: jpeg.length,
      },
      warnings: ['small'],
    });
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', prepared.png));
    expect(prepared.hash).toBe([...digest].map((b) => b.toString(16).padStart(2, '0')).join(''));
  });

  it('first frame of a GIF and of an animated WebP', async () => {
    const gif = makeGif(
      16,
      8,
      [
        [255, 0, 0],
        [0, 0, 255],
      ],
      [(x) => (x < 8 ? 0 : 1), () => 0],
    );
    expectHalves(await pngOf(gif));
    expect((await prepareImage(gif)).warnings).toContain('animated-first-frame');
    const first = await encoded('image/webp');
    const second = await encoded('image/webp', 16, 8, () => BLUE);
    const animated = makeAnimatedWebp(16, 8, [first, second]);
    expectHalves(await pngOf(animated), 6);
    expect((await prepareImage(animated)).source.animated).toBe(true);
  });

  it('the same pixels have the same hash, whatever they came in', async () => {
    const png = await prepareImage(makePng(16, 8, halves));
    const withText = await prepareImage(makePng(16, 8, halves, [pngChunk('tEXt', utf8('Author\0someone'))]));
    const gif = await prepareImage(
      makeGif(
        16,
        8,
        [
          [255, 0, 0],
          [0, 0, 255],
        ],
        [(x) => (x < 8 ? 0 : 1)],
      ),
    );
    const other = await prepareImage(makePng(16, 8, (x) => (x < 9 ? RED : BLUE)));
    expect(withText.hash).toBe(png.hash);
    expect(gif.hash).toBe(png.hash);
    expect(other.hash).not.toBe(png.hash);
  });
});

describe('EXIF', () => {
  // Where the stored top left (red) and top right (green) corner belong, by the EXIF standard's table.
  const corners = [
    [1, 'top left', 'top right'],
    [2, 'top right', 'top left'],
    [3, 'bottom right', 'bottom left'],
    [4, 'bottom left', 'bottom right'],
    [5, 'top left', 'bottom left'],
    [6, 'top right', 'bottom right'],
    [7, 'bottom right', 'top right'],
    [8, 'bottom left', 'top left'],
  ] as const;
  const marked: PixelAt = (x, y) =>
    y >= 8 ? [255, 255, 255, 255] : x < 8 ? RED : x >= 32 ? [0, 255, 0, 255] : [255, 255, 255, 255];

  function cornerWhere(png: PngContent, isColour: (pixel: number[]) => boolean): string[] {
    const found: string[] = [];
    for (const [row, y] of [
      ['top', 3],
      ['bottom', png.heightPx - 4],
    ] as const)
      for (const [column, x] of [
        ['left', 3],
        ['right', png.widthPx - 4],
      ] as const)
        if (isColour(png.at(x, y))) found.push(`${row} ${column}`);
    return found;
  }

  for (const [orientation, redCorner, greenCorner] of corners)
    it(`orientation ${orientation}: red goes ${redCorner}, green ${greenCorner}`, async () => {
      const jpeg = withJpegOrientation(await encoded('image/jpeg', 40, 24, marked), orientation);
      const png = await pngOf(jpeg);
      expect([png.widthPx, png.heightPx]).toEqual(orientation > 4 ? [24, 40] : [40, 24]);
      expect(cornerWhere(png, ([r, g, b]) => r! > 200 && g! < 60 && b! < 60)).toEqual([redCorner]);
      expect(cornerWhere(png, ([r, g, b]) => g! > 200 && r! < 60 && b! < 60)).toEqual([greenCorner]);
    });

  it('nothing of the metadata is left in the result', async () => {
    const exif = exifBlock(1);
    const jpeg = withJpegOrientation(await encoded('image/jpeg'), 1);
    const png = makePng(16, 8, halves, [
      pngChunk('eXIf', exif),
      pngChunk('tEXt', utf8('Comment\0secret place')),
    ]);
    const webp = await encoded('image/webp');
    const exifChunk = concat(utf8('EXIF'), [exif.length, 0, 0, 0], exif, exif.length % 2 ? [0] : []);
    const extended = makeExtendedWebp(16, 8, 8, [webpBitstream(webp), exifChunk]);
    for (const file of [jpeg, png, extended]) {
      expect(new TextDecoder('latin1').decode(file)).toContain('secret place');
      const prepared = await prepareImage(file);
      expect(new TextDecoder('latin1').decode(prepared.png)).not.toContain('secret');
      expect((await readPng(prepared.png)).chunkTypes).toEqual(['IHDR', 'IDAT', 'IEND']);
    }
  });
});

describe('alpha', () => {
  it('is straight: colour survives at every alpha but 0', async () => {
    const colour: PixelAt = (x, y) => [200, (x * 7 + y * 3) & 255, 33, x];
    const png = await pngOf(makePng(256, 4, colour));
    let worst = 0;
    for (let y = 0; y < 4; y++)
      for (let x = 1; x < 256; x++) {
        const pixel = png.at(x, y);
        expect(pixel[3]).toBe(x);
        const expected = colour(x, y);
        for (let c = 0; c < 3; c++) worst = Math.max(worst, Math.abs(pixel[c]! - expected[c]!));
      }
    expect(worst).toBeLessThanOrEqual(1);
    expect(png.at(0, 0)).toEqual([0, 0, 0, 0]);
  });

  it('shrinking does not draw hidden colour into the rim', async () => {
    // A red disc on fully transparent pixels that hold green.
    const disc: PixelAt = (x, y) => (Math.hypot(x - 100, y - 100) < 70 ? RED : [0, 255, 0, 0]);
    const png = await pngOf(makePng(200, 200, disc), { maxSizePx: 50 });
    let rimPixels = 0;
    for (let y = 0; y < 50; y++)
      for (let x = 0; x < 50; x++) {
        const [r, g, b, a] = png.at(x, y);
        if (a! > 0 && a! < 255) rimPixels++;
        if (a! > 0) expect([r, g, b]).toEqual([255, 0, 0]);
      }
    expect(rimPixels).toBeGreaterThan(50);
  });

  it('hasAlpha means that some pixel is not opaque', async () => {
    const oneHole: PixelAt = (x, y) => (x === 3 && y === 3 ? [255, 0, 0, 254] : RED);
    expect((await prepareImage(makePng(16, 8, oneHole))).hasAlpha).toBe(true);
    const opaque = await prepareImage(makePng(16, 8, halves));
    expect(opaque.hasAlpha).toBe(false);
    expect((await readPng(opaque.png)).hasAlphaChannel).toBe(false);
  });

  it('a fully transparent image is empty, a faint one is translucent', async () => {
    const faint = (alpha: number) => makePng(16, 8, () => [255, 0, 0, alpha]);
    await expect(prepareImage(faint(0), { name: 'ghost' })).rejects.toEqual(
      refused('empty-image', 'ghost is fully transparent.'),
    );
    await expect(prepareImage(faint(5))).rejects.toEqual(refused('empty-image', 'highest alpha 5 of 255'));
    expect((await prepareImage(faint(204))).warnings).toContain('translucent');
    expect((await prepareImage(faint(205))).warnings).not.toContain('translucent');
  });
});

describe('size', () => {
  it('the long side is shrunk to 1024 or to the limit asked for, never enlarged', async () => {
    const wide = new File([await encoded('image/png', 2000, 500)], 'wide.png');
    const prepared = await prepareImage(wide);
    expect(prepared).toMatchObject({ widthPx: 1024, heightPx: 256, warnings: ['downscaled'] });
    expect(prepared.source).toMatchObject({ widthPx: 2000, heightPx: 500 });
    expect(await prepareImage(wide, { maxSizePx: 100 })).toMatchObject({ widthPx: 100, heightPx: 25 });
    expect(await prepareImage(wide, { maxSizePx: 2000 })).toMatchObject({ widthPx: 2000, warnings: [] });
    const strip = await encoded('image/png', 3000, 1);
    expect(await prepareImage(strip)).toMatchObject({ widthPx: 1024, heightPx: 1 });
  });

  it('a fine check pattern shrinks to even grey: nothing aliases', async () => {
    for (const size of [1500, 2900, 4096]) {
      const checks = await encoded('image/png', size, 600, (x, y) =>
        (x + y) % 2 ? [255, 255, 255, 255] : [0, 0, 0, 255],
      );
      const png = await pngOf(checks, { maxSizePx: 300 });
      for (let y = 5; y < png.heightPx - 5; y++)
        for (let x = 5; x < 295; x++) expect(Math.abs(png.at(x, y)[0]! - 127.5)).toBeLessThan(3);
    }
  });

  it('every row of an image that is read in strips is where it was', async () => {
    // 1200 × 2400: three strips; each band of 240 rows has its own grey.
    const bands = await encoded('image/png', 1200, 2400, (_, y) => {
      const grey = Math.floor(y / 240) * 25;
      return [grey, grey, grey, 255];
    });
    for (const maxSizePx of [2400, 600]) {
      const png = await pngOf(bands, { maxSizePx });
      for (let band = 0; band < 10; band++)
        expect(png.at(10, Math.floor((band + 0.5) * (png.heightPx / 10)))).toEqual([
          band * 25,
          band * 25,
          band * 25,
          255,
        ]);
    }
  });

  it('too large is refused from the header, before a decoder is asked', async () => {
    await expect(prepareImage(new File([pngHeader(20000, 10)], 'huge.png'))).rejects.toEqual(
      refused('image-too-large', 'huge.png is 20000 × 10 px; the longest edge allowed is 16384 px.'),
    );
    await expect(prepareImage(pngHeader(16000, 16000))).rejects.toEqual(
      refused('image-too-large', '256.0 million'),
    );
    await expect(prepareImage(new Blob([new Uint8Array(20 * 1024 * 1024 + 1)]))).rejects.toEqual(
      refused('image-too-large', '20.1 MiB; the limit is 20.0 MiB'),
    );
    await expect(prepareImage(makePng(4, 4, halves), { maxSizePx: 0 })).rejects.toEqual(
      refused('validation', 'maxSizePx is 0'),
    );
  });
});

describe('damage', () => {
  it('what the decoder refuses is named', async () => {
    const png = makePng(64, 64, halves);
    await expect(prepareImage(new File([png.subarray(0, 60)], 'cut.png'))).rejects.toEqual(
      refused('undecodable-image', 'cut.png cannot be decoded'),
    );
    await expect(prepareImage(new File([utf8('hello')], 'cut.png'))).rejects.toEqual(
      refused('undecodable-image', 'cut.png is a text file'),
    );
    await expect(prepareImage(new File([], 'nothing.png'))).rejects.toEqual(
      refused('undecodable-image', 'nothing.png is empty'),
    );
    await expect(prepareImage(makePng(0, 0, halves))).rejects.toEqual(
      refused('undecodable-image', '0 × 0 px'),
    );
  });

  it('an aborted call is refused as aborted, before and during the work', async () => {
    await expect(prepareImage(makePng(4, 4, halves), { signal: AbortSignal.abort() })).rejects.toEqual(
      refused('aborted', 'Stopped'),
    );
    const controller = new AbortController();
    const work = prepareImage(makePng(400, 400, halves), { signal: controller.signal });
    await Promise.resolve();
    controller.abort();
    await expect(work).rejects.toEqual(refused('aborted', 'Stopped'));
  });

  it('bytes that were given are left as they were', async () => {
    const png = makePng(16, 8, halves);
    const copy = png.slice();
    await prepareImage(png);
    expect(png).toEqual(copy);
  });
});
