import { describe, expect, it } from 'vitest';
import { prepareImage } from '../../../plugin/image/browser.ts';
import { makePng, type PixelAt, utf8 } from '../../fixtures/make-image.ts';
import { readPng } from '../../fixtures/read-png.ts';

const RED = [255, 0, 0, 255] as const;
const BLUE = [0, 0, 255, 255] as const;
const halves: PixelAt = (x) => (x < 8 ? RED : BLUE);
const png = makePng(16, 8, halves);
const base64 = btoa(String.fromCharCode(...png));

const refused = (code: string, says: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(says) });

function fill(context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null) {
  if (!context) throw new Error('no 2D canvas');
  context.fillStyle = '#f00';
  context.fillRect(0, 0, 8, 8);
  context.fillStyle = '#00f';
  context.fillRect(8, 0, 8, 8);
}

async function expectHalves(prepared: { png: Uint8Array }) {
  const content = await readPng(prepared.png);
  expect([content.widthPx, content.heightPx]).toEqual([16, 8]);
  expect(content.at(2, 4)).toEqual([...RED]);
  expect(content.at(13, 4)).toEqual([...BLUE]);
}

describe('addresses', () => {
  it('data: as base64 and percent-encoded', async () => {
    await expectHalves(await prepareImage(`data:image/png;base64,${base64}`));
    await expectHalves(await prepareImage(new URL(`data:;BASE64,${base64.replace(/(.{40})/g, '$1%0A')}`)));
    const percent = [...png].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
    await expectHalves(await prepareImage(`data:image/png,${percent}`));
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2"/>'.replace(
      '/>',
      '><rect width="4" height="2"/></svg>',
    );
    expect((await prepareImage(`data:image/svg+xml,${svg}`)).source.format).toBe('svg');
    await expect(prepareImage('data:image/png;base64,!!!')).rejects.toEqual(
      refused('image-unreachable', 'base64'),
    );
    await expect(prepareImage('data:image/png')).rejects.toEqual(refused('image-unreachable', 'comma'));
  });

  it('blob:, and a revoked one', async () => {
    const url = URL.createObjectURL(new Blob([png]));
    const prepared = await prepareImage(url);
    await expectHalves(prepared);
    expect(prepared.name).toBe('image');
    URL.revokeObjectURL(url);
    await expect(prepareImage(url)).rejects.toEqual(refused('image-unreachable', 'revoked'));
  });

  it('http from this server, relative too; its last part is the name', async () => {
    const icon = '/node_modules/@lobehub/fluent-emoji-3d/assets/1f34e.webp';
    const prepared = await prepareImage(icon);
    expect(prepared).toMatchObject({ name: '1f34e', widthPx: 256, hasAlpha: true });
    expect((await prepareImage(new URL(icon, location.href))).hash).toBe(prepared.hash);
    expect((await prepareImage(icon, { name: 'Apple' })).name).toBe('Apple');
  });

  it('an error answer, a dead server and other schemes are unreachable', async () => {
    await expect(prepareImage('/@fs/no-such-folder/chair.png?token=secret')).rejects.toEqual(
      refused('image-unreachable', '/chair.png answered 4'),
    );
    const dead = prepareImage('http://127.0.0.1:9/chair.png?token=secret');
    await expect(dead).rejects.toEqual(
      refused('image-unreachable', 'http://127.0.0.1:9/chair.png could not be read'),
    );
    await expect(dead).rejects.toEqual(refused('image-unreachable', 'CORS'));
    await expect(dead).rejects.toEqual(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
    for (const url of ['ftp://example.com/a.png', 'file:///etc/passwd', 'javascript:alert(1)'])
      await expect(prepareImage(url)).rejects.toEqual(refused('image-unreachable', url.split(':')[0]!));
    await expect(prepareImage('http://[')).rejects.toEqual(refused('image-unreachable', 'not a valid URL'));
  });

  it('stops in the middle of an answer that is too long', async () => {
    const chunk = new Uint8Array(1024 * 1024);
    let sent = 0;
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += chunk.length;
        controller.enqueue(chunk);
      },
      cancel() {
        cancelled = true;
      },
    });
    const realFetch = globalThis.fetch;
    globalThis.fetch = async () => new Response(endless);
    try {
      await expect(prepareImage('/endless.png')).rejects.toEqual(
        refused('image-too-large', 'endless.png has 21.0 MiB'),
      );
    } finally {
      globalThis.fetch = realFetch;
    }
    expect(cancelled).toBe(true);
    expect(sent).toBeLessThanOrEqual(23 * 1024 * 1024);
  });
});

describe('pixels that the page has already', () => {
  it('canvas, OffscreenCanvas, ImageBitmap and <img>', async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 16, height: 8 });
    fill(canvas.getContext('2d'));
    const offscreen = new OffscreenCanvas(16, 8);
    fill(offscreen.getContext('2d'));
    const bitmap = await createImageBitmap(new Blob([png]));
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([png]));
    const hashes = new Set<string>();
    for (const source of [canvas, offscreen, bitmap, image]) {
      const prepared = await prepareImage(source);
      await expectHalves(prepared);
      expect(prepared.name).toBe('image');
      expect(prepared.source).toEqual({
        format: 'pixels',
        mimeType: '',
        widthPx: 16,
        heightPx: 8,
        animated: false,
        fileBytes: 0,
      });
      hashes.add(prepared.hash);
    }
    expect(hashes.size).toBe(1);
    expect(bitmap.width).toBe(16); // still open
    expect(canvas.getContext('2d')?.getImageData(2, 4, 1, 1).data[0]).toBe(255);
    URL.revokeObjectURL(image.src);
  });

  it('a canvas keeps its transparency; an empty one is refused', async () => {
    const canvas = new OffscreenCanvas(16, 8);
    const context = canvas.getContext('2d');
    await expect(prepareImage(canvas, { name: 'stage' })).rejects.toEqual(
      refused('empty-image', 'stage is fully'),
    );
    context?.fillRect(0, 0, 8, 8);
    expect(await prepareImage(canvas)).toMatchObject({ hasAlpha: true });
  });

  it('no size, a closed bitmap and an <img> that did not load are refused', async () => {
    const flat = Object.assign(document.createElement('canvas'), { width: 0, height: 5 });
    await expect(prepareImage(flat)).rejects.toEqual(refused('undecodable-image', '0 × 5 px'));
    const closed = await createImageBitmap(new Blob([png]));
    closed.close();
    await expect(prepareImage(closed)).rejects.toEqual(refused('undecodable-image', '0 × 0 px'));
    const broken = new Image();
    broken.src = 'data:image/png;base64,AAAA';
    await expect(prepareImage(broken)).rejects.toEqual(refused('undecodable-image', 'has not loaded'));
    await expect(prepareImage(new Image())).rejects.toEqual(refused('undecodable-image', '<img>'));
  });
});

describe('SVG', () => {
  const svg = (body: string, attributes = 'viewBox="0 0 16 8"') =>
    new File(
      [
        `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${body}</svg>`,
      ],
      'sign.svg',
    );
  const twoHalves = '<rect width="8" height="8" fill="#f00"/><rect x="8" width="8" height="8" fill="#00f"/>';

  it('is drawn at the limit, sharp, whatever its own size', async () => {
    for (const attributes of [
      'viewBox="0 0 16 8"',
      'width="16" height="8"',
      'width="2in" height="1in" viewBox="0 0 16 8"',
    ]) {
      const prepared = await prepareImage(svg(twoHalves, attributes), { maxSizePx: 512 });
      const content = await readPng(prepared.png);
      expect([content.widthPx, content.heightPx]).toEqual([512, 256]);
      if (attributes.includes('in')) continue;
      expect(content.at(254, 100)).toEqual([...RED]);
      expect(content.at(257, 100)).toEqual([...BLUE]);
      expect(prepared).toMatchObject({ name: 'sign', hasAlpha: false, warnings: [] });
    }
  });

  it('fills the image when it has a size in inches', async () => {
    const content = await readPng(
      (await prepareImage(svg(twoHalves, 'width="2in" height="1in" viewBox="0 0 16 8"'))).png,
    );
    expect([content.widthPx, content.heightPx]).toEqual([1024, 512]);
    expect(content.at(5, 5)).toEqual([...RED]);
    expect(content.at(1020, 500)).toEqual([...BLUE]);
  });

  it('without any size it is square; transparency is kept', async () => {
    const prepared = await prepareImage(svg('<circle cx="50%" cy="50%" r="40%"/>', ''));
    expect(prepared).toMatchObject({ widthPx: 1024, heightPx: 1024, hasAlpha: true });
    const content = await readPng(prepared.png);
    expect(content.at(2, 2)).toEqual([0, 0, 0, 0]);
    expect(content.at(512, 512)).toEqual([0, 0, 0, 255]);
  });

  it('loads nothing from outside and runs no script', async () => {
    const red = URL.createObjectURL(new Blob([makePng(16, 8, () => RED)], { type: 'image/png' }));
    const served = new URL('/node_modules/@lobehub/fluent-emoji-3d/assets/1f34e.webp', location.href).href;
    expect((await fetch(served)).ok).toBe(true);
    (window as unknown as { scriptRan?: boolean }).scriptRan = false;
    const hostile = svg(`
      <rect x="8" width="8" height="8" fill="#00f"/>
      <style>@import url("${served}"); rect { mask: url("${served}#m") }</style>
      <image href="${red}" width="8" height="8"/>
      <image href="${served}" width="8" height="8"/>
      <image xlink:href="${served}" width="8" height="8"/>
      <use href="${served}#a"/>
      <script>window.scriptRan = top.scriptRan = true</script>
      <rect width="0" height="0" onload="top.scriptRan = true"/>`);
    const content = await readPng((await prepareImage(hostile)).png);
    expect(content.at(200, 200)).toEqual([0, 0, 0, 0]);
    expect((window as unknown as { scriptRan?: boolean }).scriptRan).toBe(false);
    URL.revokeObjectURL(red);
  });

  it('shows images that are inside it', async () => {
    const embedded = await prepareImage(
      svg(`<image href="data:image/png;base64,${base64}" width="16" height="8"/>`),
    );
    const content = await readPng(embedded.png);
    expect(content.at(100, 200)).toEqual([...RED]);
    expect(content.at(900, 200)).toEqual([...BLUE]);
  });

  it('HTML inside is left out, so that the rest can be read', async () => {
    const html = '<p xmlns="http://www.w3.org/1999/xhtml" style="background:#0f0;height:100%">x</p>';
    const foreign = svg(`${twoHalves}<foreignObject width="16" height="8">${html}</foreignObject>`);
    const content = await readPng((await prepareImage(foreign)).png);
    expect(content.at(100, 200)).toEqual([...RED]);
  });

  it('damaged or without its namespace is refused', async () => {
    await expect(prepareImage(utf8('<svg xmlns="http://www.w3.org/2000/svg"><rect></svg>'))).rejects.toEqual(
      refused('undecodable-image', 'not well-formed'),
    );
    await expect(prepareImage(utf8('<svg width="4" height="4"><rect/></svg>'))).rejects.toEqual(
      refused('undecodable-image', 'xmlns'),
    );
    await expect(prepareImage(svg(''))).rejects.toEqual(
      refused('empty-image', 'sign.svg is fully transparent'),
    );
  });
});
