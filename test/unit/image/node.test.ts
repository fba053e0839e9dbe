import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareImage } from '../../../plugin/image/node.ts';
import {
  exifBlock,
  makeGif,
  makePng,
  type PixelAt,
  pngChunk,
  pngHeader,
  utf8,
  withJpegOrientation,
} from '../../fixtures/make-image.ts';
import { readPng } from '../../fixtures/read-png.ts';

const RED = [255, 0, 0, 255] as const;
const BLUE = [0, 0, 255, 255] as const;
const halves: PixelAt = (x) => (x < 8 ? RED : BLUE);
const refused = (code: string, says: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(says) });

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prepare-image-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function decoded(...args: Parameters<typeof prepareImage>) {
  const png = await readPng((await prepareImage(...args)).png);
  expect(png.chunkTypes).toEqual(['IHDR', 'IDAT', 'IEND']);
  return png;
}

describe('formats', () => {
  it('each is decoded to the same two halves', async () => {
    const source = sharp(makePng(16, 8, halves));
    const files = [
      makePng(16, 8, halves),
      await source.clone().png({ palette: true }).toBuffer(),
      await source.clone().toColourspace('rgb16').png().toBuffer(),
      await source.clone().jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer(),
      await source.clone().webp({ lossless: true }).toBuffer(),
      await source.clone().avif({ quality: 90 }).toBuffer(),
      makeGif(
        16,
        8,
        [
          [255, 0, 0],
          [0, 0, 255],
        ],
        [(x) => (x < 8 ? 0 : 1), () => 0],
      ),
    ];
    for (const file of files) {
      const png = await decoded(file);
      expect([png.widthPx, png.heightPx]).toEqual([16, 8]);
      for (const [x, colour] of [
        [2, RED],
        [13, BLUE],
      ] as const)
        png.at(x, 4).forEach((value, c) => {
          expect(Math.abs(value - colour[c]!)).toBeLessThanOrEqual(6);
        });
    }
  });

  it('the PNG that is written is what libvips reads', async () => {
    const noise: PixelAt = (x, y) => [(x * 37) & 255, (y * 91) & 255, (x * y) & 255, 255 - ((x + y) & 31)];
    const { png, widthPx, heightPx } = await prepareImage(makePng(61, 43, noise));
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: widthPx, height: heightPx, channels: 4 });
    for (let y = 0; y < 43; y++)
      for (let x = 0; x < 61; x++)
        expect([...data.subarray((y * 61 + x) * 4, (y * 61 + x) * 4 + 4)]).toEqual(noise(x, y));
  });

  it('grey and CMYK become RGB, a wide-gamut profile becomes sRGB', async () => {
    const grey = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#808080' } })
      .greyscale()
      .png()
      .toBuffer();
    expect((await decoded(grey)).at(4, 4)).toEqual([128, 128, 128, 255]);
    const green = sharp({ create: { width: 8, height: 8, channels: 3, background: '#00c000' } });
    const wide = await green.clone().withIccProfile('p3').png().toBuffer();
    expect((await sharp(wide).metadata()).icc?.length).toBeGreaterThan(100);
    (await decoded(wide)).at(4, 4).forEach((value, c) => {
      expect(Math.abs(value - [0, 192, 0, 255][c]!)).toBeLessThanOrEqual(3);
    });
    const cmyk = await green.clone().toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    const [r, g, b] = (await decoded(cmyk)).at(4, 4);
    expect(g! > 120 && r! < 120 && b! < 120).toBe(true);
  });

  it('an SVG is drawn sharp at the limit, with or without a size', async () => {
    const body = '<rect width="8" height="8" fill="#f00"/><rect x="8" width="8" height="8" fill="#00f"/>';
    for (const size of [
      'viewBox="0 0 16 8"',
      'width="16" height="8"',
      'width="2in" height="1in" viewBox="0 0 16 8"',
    ]) {
      const png = await decoded(utf8(`<svg xmlns="http://www.w3.org/2000/svg" ${size}>${body}</svg>`), {
        maxSizePx: 512,
      });
      expect([png.widthPx, png.heightPx]).toEqual([512, 256]);
      expect(png.at(253, 100)).toEqual([...RED]);
      expect(png.at(258, 100)).toEqual([...BLUE]);
    }
  });

  it('an SVG reads no file of this machine', async () => {
    await writeFile(
      join(folder, 'red.png'),
      makePng(16, 8, () => RED),
    );
    const href = pathToFileURL(join(folder, 'red.png')).href;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 8"><rect x="8" width="8" height="8"/><image href="${href}" width="8" height="8"/></svg>`;
    await writeFile(join(folder, 'spy.svg'), svg);
    expect((await decoded(join(folder, 'spy.svg'))).at(100, 100)).toEqual([0, 0, 0, 0]);
  });
});

describe('EXIF', () => {
  it('orientation 1 to 8 is applied', async () => {
    const marked: PixelAt = (x, y) => (y < 8 && x < 8 ? RED : [255, 255, 255, 255]);
    const jpeg = await sharp(makePng(40, 24, marked))
      .jpeg({ quality: 100 })
      .toBuffer();
    const corners = ['0 0', '1 0', '1 1', '0 1', '0 0', '1 0', '1 1', '0 1'];
    for (let orientation = 1; orientation <= 8; orientation++) {
      const png = await decoded(withJpegOrientation(jpeg, orientation));
      expect([png.widthPx, png.heightPx]).toEqual(orientation > 4 ? [24, 40] : [40, 24]);
      const red = [];
      for (const x of [0, 1])
        for (const y of [0, 1])
          if (png.at(x ? png.widthPx - 4 : 3, y ? png.heightPx - 4 : 3)[1]! < 60) red.push(`${x} ${y}`);
      expect(red).toEqual([corners[orientation - 1]]);
    }
  });

  it('metadata is removed', async () => {
    const file = makePng(16, 8, halves, [
      pngChunk('eXIf', exifBlock(1)),
      pngChunk('tEXt', utf8('Comment\0secret')),
    ]);
    const { png } = await prepareImage(file);
    expect(Buffer.from(file).includes('secret')).toBe(true);
    expect(Buffer.from(png).includes('secret')).toBe(false);
  });
});

describe('alpha and size', () => {
  it('straight alpha is kept to the bit', async () => {
    const colour: PixelAt = (x, y) => [200, (x * 7 + y * 3) & 255, 33, x];
    const png = await decoded(makePng(256, 4, colour));
    for (let y = 0; y < 4; y++) for (let x = 1; x < 256; x++) expect(png.at(x, y)).toEqual(colour(x, y));
    expect(png.at(0, 1)).toEqual([0, 0, 0, 0]);
  });

  it('shrinks without hidden colour in the rim and without aliasing', async () => {
    const disc: PixelAt = (x, y) => (Math.hypot(x - 100, y - 100) < 70 ? RED : [0, 255, 0, 0]);
    const small = await decoded(makePng(200, 200, disc), { maxSizePx: 50 });
    for (let i = 0; i < 2500; i++)
      if (small.rgba[i * 4 + 3]! > 0) expect([...small.rgba.subarray(i * 4, i * 4 + 3)]).toEqual([255, 0, 0]);
    const checks = await decoded(
      makePng(1100, 200, (x, y) => ((x + y) % 2 ? [255, 255, 255, 255] : [0, 0, 0, 255])),
      { maxSizePx: 100 },
    );
    for (let y = 4; y < checks.heightPx - 4; y++)
      for (let x = 4; x < 96; x++) expect(Math.abs(checks.at(x, y)[0]! - 127.5)).toBeLessThan(3);
  });

  it('warnings state what was done', async () => {
    const image = (size: number, alpha: number) => makePng(size, size, () => [255, 0, 0, alpha]);
    expect((await prepareImage(image(300, 255))).warnings).toEqual([]);
    expect((await prepareImage(image(300, 200), { maxSizePx: 100 })).warnings).toEqual([
      'downscaled',
      'small',
      'translucent',
    ]);
    await expect(prepareImage(image(8, 0))).rejects.toEqual(refused('empty-image', 'fully transparent'));
  });
});

describe('sources', () => {
  let server: Server;
  let origin = '';
  let onSilent = () => {};
  const routes: Record<string, RequestListener> = {
    '/Red%20chair.png': (_, answer) => answer.end(makePng(16, 8, halves)),
    '/declared.png': (_, answer) => {
      answer.writeHead(200, { 'content-length': 30 * 1024 * 1024 });
      answer.write(makePng(16, 8, halves));
    },
    '/endless.png': (request, answer) => {
      const timer = setInterval(() => answer.write(new Uint8Array(1 << 20)), 1);
      request.on('close', () => clearInterval(timer));
    },
    '/silent.png': () => onSilent(),
  };
  beforeAll(async () => {
    server = createServer((request, answer) => {
      const route = routes[request.url?.split('?')[0] ?? ''];
      if (route) route(request, answer);
      else answer.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('path, file URL, Blob, File, bytes and data: give the same hash', async () => {
    const bytes = makePng(16, 8, halves);
    const path = join(folder, 'Red chair.png');
    await writeFile(path, bytes);
    const sources = [
      path,
      pathToFileURL(path),
      pathToFileURL(path).href,
      new File([bytes], 'Red chair.png'),
      new Blob([bytes]),
      bytes,
      Buffer.from(bytes),
      `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`,
      `${origin}/Red%20chair.png?key=1`,
    ];
    const all = await Promise.all(sources.map((source) => prepareImage(source)));
    expect(new Set(all.map(({ hash }) => hash)).size).toBe(1);
    const named = 'Red chair';
    expect(all.map(({ name }) => name)).toEqual([
      named,
      named,
      named,
      named,
      'image',
      'image',
      'image',
      'image',
      named,
    ]);
  });

  it('an address that cannot be reached is reported', async () => {
    await expect(prepareImage(join(folder, 'absent.png'))).rejects.toEqual(
      refused('image-unreachable', 'absent.png cannot be read (ENOENT)'),
    );
    await expect(prepareImage(folder)).rejects.toEqual(refused('image-unreachable', 'cannot be read'));
    await expect(prepareImage(`${origin}/absent.png?token=secret`)).rejects.toEqual(
      refused('image-unreachable', '/absent.png answered 404.'),
    );
    await expect(prepareImage(new URL('ftp://127.0.0.1/x.png'))).rejects.toEqual(
      refused('image-unreachable', 'ftp:'),
    );
  });

  it('an answer above the limit is refused, declared or not', async () => {
    await expect(prepareImage(`${origin}/declared.png`)).rejects.toEqual(
      refused('image-too-large', 'declared.png has 30.0 MiB'),
    );
    await expect(prepareImage(`${origin}/endless.png`)).rejects.toEqual(
      refused('image-too-large', 'endless.png has 20.'),
    );
  });

  it('a request to a server that never answers ends with the signal', async () => {
    const controller = new AbortController();
    onSilent = () => controller.abort();
    const work = prepareImage(`${origin}/silent.png`, { signal: controller.signal });
    await expect(work).rejects.toEqual(refused('aborted', 'Stopped'));
  });
});

describe('refusals', () => {
  it('headers above the limit, damage and other formats', async () => {
    await expect(prepareImage(new File([pngHeader(20000, 4)], 'huge.png'))).rejects.toEqual(
      refused('image-too-large', 'huge.png is 20000 × 4 px'),
    );
    const noise = await sharp({
      create: {
        width: 200,
        height: 200,
        channels: 3,
        background: '#000',
        noise: { type: 'gaussian', mean: 128, sigma: 50 },
      },
    })
      .png()
      .toBuffer();
    const cut = new File([new Uint8Array(noise.subarray(0, noise.length / 2))], 'cut.png');
    await expect(prepareImage(cut)).rejects.toEqual(
      refused('undecodable-image', 'cut.png cannot be decoded'),
    );
    const tiff = await sharp(makePng(16, 8, halves))
      .tiff()
      .toBuffer();
    await expect(prepareImage(new File([new Uint8Array(tiff)], 'a.png'))).rejects.toEqual(
      refused('unsupported-format', 'a.png is a TIFF image'),
    );
  });
});
