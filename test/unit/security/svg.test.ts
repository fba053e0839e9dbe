import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareImage } from '../../../plugin/image/node.ts';
import { utf8 } from '../../fixtures/make-image.ts';
import { readPng } from '../../fixtures/read-png.ts';
import { HARMLESS_SVGS, REFUSED_SVGS } from '../../security/corpus/svg-cases.ts';

const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.end();
});
let trap = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  trap = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/trap`;
});
afterAll(() => server.close());

describe('refused before anything draws it', () => {
  it.each(REFUSED_SVGS)('%s', async (_, bytes, code, says) => {
    const file = new File([bytes()], 'a.svg');
    await expect(prepareImage(file, { maxSizePx: 64 })).rejects.toMatchObject({
      name: 'ImageTo3DError',
      code,
      message: expect.stringContaining(says),
    });
  });
});

describe('drawn without running or fetching anything', () => {
  it.each(HARMLESS_SVGS)('%s', async (_, bytes) => {
    const { png } = await prepareImage(bytes(trap), { maxSizePx: 16 });
    expect((await readPng(png)).at(8, 8)).toEqual([255, 0, 0, 255]);
    expect(asked).toEqual([]);
  });
});

it('a drawing of 5 MB with 60,000 shapes and a gradient is read and drawn', async () => {
  const shape = '<path fill="url(#g)" d="M0 0h1v1z" style="opacity:0.5;stroke:none;stroke-width:0.0001"/>\n';
  const gradient = '<linearGradient id="g"><stop/></linearGradient>';
  const text = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">${gradient}${shape.repeat(60_000)}</svg>`;
  expect((await prepareImage(utf8(text), { maxSizePx: 16 })).widthPx).toBe(16);
});
