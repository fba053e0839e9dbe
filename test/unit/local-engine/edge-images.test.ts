import sharp, { type Sharp } from 'sharp';
import { afterAll, expect, test, vi } from 'vitest';
import type { LocalWarning, MaskSource } from '../../../plugin/local-engine/contract.ts';
import { createNodeLocalEngine } from '../../../plugin/local-engine/node.ts';
import { createRandom } from '../../../plugin/local-engine/ops/random.ts';
import { LOCAL_DEFAULTS } from '../../../plugin/recipe/local-parameters.ts';
import { emojiFile } from '../../fixtures/emoji-images.ts';
import { readGlbJson } from '../../fixtures/make-glb.ts';
import { checkGlb, SOUND } from '../../fixtures/mesh-check.ts';

// Machines that build are slow machines.
vi.setConfig({ testTimeout: 60_000 });

const engine = createNodeLocalEngine({ inProcess: true });
afterAll(() => engine.dispose());

const parameters = { ...LOCAL_DEFAULTS, seed: 3, maxVertices: 5000, textureSize: 1024 };
const generate = (image: Uint8Array<ArrayBuffer>) =>
  engine.generateAsync({ image, parameters, profile: 'placeholder' });

type Rgba = readonly [number, number, number, number];
const paint = (width: number, height: number, at: (x: number, y: number) => Rgba) => {
  const data = Buffer.alloc(width * height * 4);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(at(x, y), (y * width + x) * 4);
  return sharp(data, { raw: { width, height, channels: 4 } });
};
const bytes = async (image: Sharp) => new Uint8Array(await image.toBuffer());
const ellipse = (width: number, height: number, colour: Rgba) =>
  paint(width, height, (x, y) =>
    ((x + 0.5) / width - 0.5) ** 2 + ((y + 0.5) / height - 0.5) ** 2 < 0.2 ? colour : [0, 0, 0, 0],
  );
const RED: Rgba = [200, 40, 30, 255];
const onBlue = (sizePx: number) =>
  paint(sizePx, sizePx, (x, y) =>
    Math.hypot(x - sizePx / 2, y - sizePx / 2) < sizePx * 0.3 ? RED : [150, 190, 240, 255],
  );
const noise = () => {
  const random = createRandom(5);
  return paint(200, 150, () => [random() * 255, random() * 255, random() * 255, 255]);
};

interface Case {
  readonly image: () => Promise<Uint8Array<ArrayBuffer>>;
  readonly source: MaskSource;
  readonly warning?: LocalWarning;
}

const CASES: Readonly<Record<string, Case>> = {
  '1 × 1': { image: () => bytes(paint(1, 1, () => RED).png()), source: 'full-frame', warning: 'full-frame' },
  '16 px': { image: () => bytes(ellipse(16, 16, RED).png()), source: 'alpha' },
  '2000 × 200': { image: () => bytes(ellipse(2000, 200, RED).png()), source: 'alpha' },
  '100 × 1600': { image: () => bytes(ellipse(100, 1600, RED).png()), source: 'alpha' },
  'wholly translucent': {
    image: () => bytes(ellipse(300, 300, [200, 40, 30, 60]).png()),
    source: 'alpha',
    warning: 'alpha-normalised',
  },
  'flat colour': {
    image: () => bytes(paint(200, 150, () => RED).png()),
    source: 'full-frame',
    warning: 'full-frame',
  },
  'checkerboard alpha': {
    image: () => bytes(paint(240, 240, (x, y) => (((x >> 4) + (y >> 4)) % 2 ? RED : [0, 0, 0, 0])).png()),
    source: 'alpha',
  },
  'lines of one pixel': {
    image: () => bytes(paint(400, 400, (x, y) => (x === 200 || y === 200 ? RED : [0, 0, 0, 0])).png()),
    source: 'alpha',
  },
  greyscale: { image: () => bytes(onBlue(300).toColourspace('b-w').png()), source: 'segmented' },
  'palette PNG': { image: () => bytes(onBlue(300).png({ palette: true })), source: 'segmented' },
  '16-bit PNG': { image: () => bytes(onBlue(300).toColourspace('rgb16').png()), source: 'segmented' },
  AVIF: { image: () => bytes(onBlue(300).avif()), source: 'segmented' },
  'CMYK JPEG': {
    image: () => bytes(onBlue(300).removeAlpha().toColourspace('cmyk').jpeg()),
    source: 'segmented',
  },
  'EXIF orientation 8': {
    image: () => bytes(onBlue(300).removeAlpha().withMetadata({ orientation: 8 }).jpeg()),
    source: 'segmented',
  },
};

test.each(Object.entries(CASES))('%s gives a sound solid', async (_, { image, source, warning }) => {
  const { glb, report } = await generate(await image());
  expect(report.maskSource).toBe(source);
  if (warning) expect(report.warnings).toContain(warning);
  const facts = await checkGlb(glb);
  expect(facts).toMatchObject(SOUND);
  expect(facts.signedVolume).toBeGreaterThan(0);
  expect(facts.vertices).toBeLessThanOrEqual(5000);
});

test('noise gives a sound solid, whatever is found in it', async () => {
  expect(await checkGlb((await generate(await bytes(noise().png()))).glb)).toMatchObject(SOUND);
});

test('a fully transparent image is refused with its size', async () => {
  const empty = await bytes(paint(40, 30, () => [255, 255, 255, 0]).png());
  await expect(generate(empty)).rejects.toMatchObject({
    code: 'empty-image',
    message: expect.stringContaining('40 × 30'),
  });
});

test('a PNG of 8192 × 8192 px is shrunk while decoding', async () => {
  const big = await bytes(
    sharp(await emojiFile('apple'))
      .resize(8192, 8192, { kernel: 'nearest' })
      .png(),
  );
  const { glb, report } = await generate(big);
  expect(report.maskSource).toBe('alpha');
  expect(await checkGlb(glb)).toMatchObject(SOUND);
});

test('the orientation decides what is up', async () => {
  const wide = paint(400, 200, (x, y) =>
    x > 40 && x < 360 && y > 60 && y < 140 ? RED : [255, 255, 255, 255],
  );
  const jpeg = await bytes(wide.removeAlpha().withMetadata({ orientation: 8 }).jpeg());
  const { glb } = await generate(jpeg);
  const { max, min } = readGlbJson(glb).accessors[0];
  expect(max[1] - min[1]).toBeGreaterThan(2 * (max[0] - min[0]));
});
