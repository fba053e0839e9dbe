import { expect, test } from 'vitest';
import { makeMask } from '../../../../plugin/local-engine/mask/make-mask.ts';
import { createRandom } from '../../../../plugin/local-engine/ops/random.ts';
import type { RasterImage } from '../../../../plugin/recipe/image.ts';

type Rgba = readonly [number, number, number, number];

function draw(widthPx: number, heightPx: number, at: (x: number, y: number) => Rgba): RasterImage {
  const data = new Uint8ClampedArray(widthPx * heightPx * 4);
  for (let y = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++) data.set(at(x, y), (y * widthPx + x) * 4);
  return { widthPx, heightPx, data };
}
const inDisc = (x: number, y: number, cx: number, cy: number, radius: number) =>
  (x - cx) ** 2 + (y - cy) ** 2 < radius ** 2;
const disc = (background: Rgba, foreground: Rgba) =>
  draw(64, 64, (x, y) => (inDisc(x, y, 32, 32, 20) ? foreground : background));
const options = { profile: 'placeholder', seed: 1 } as const;

test('alpha is the mask when the image has transparent parts', () => {
  const { mask, source, warnings } = makeMask(disc([0, 0, 0, 0], [200, 30, 30, 255]), options);
  expect(source).toBe('alpha');
  expect(warnings).toEqual([]);
  expect(mask.data.filter((value) => value === 1).length).toBe(1245);
  expect([mask.data[0], mask.data[32 * 64 + 32]]).toEqual([0, 1]);
});

test('a wholly transparent image is refused', () => {
  const empty = draw(20, 30, () => [255, 0, 0, 0]);
  expect(() => makeMask(empty, options)).toThrowError(
    expect.objectContaining({ code: 'empty-image', message: expect.stringContaining('20 × 30') }),
  );
});

test('a wholly translucent image is normalised to its strongest alpha', () => {
  const { mask, source, warnings } = makeMask(disc([0, 0, 0, 0], [200, 30, 30, 51]), options);
  expect(source).toBe('alpha');
  expect(warnings).toEqual(['alpha-normalised']);
  expect(mask.data[32 * 64 + 32]).toBe(1);
});

test('a few transparent pixels do not make a mask', () => {
  const image = disc([255, 255, 255, 255], [200, 30, 30, 255]);
  image.data[3] = 0;
  expect(makeMask(image, options).source).toBe('segmented');
});

test('a disc on white is found to the pixel', () => {
  const { mask, source } = makeMask(disc([255, 255, 255, 255], [200, 30, 30, 255]), options);
  expect(source).toBe('segmented');
  const wrong = mask.data.reduce(
    (sum, value, i) => sum + (value > 0.5 === inDisc(i % 64, Math.floor(i / 64), 32, 32, 20) ? 0 : 1),
    0,
  );
  expect(wrong).toBeLessThan(20);
});

test.each([
  ['flat colour', draw(90, 60, () => [90, 120, 30, 255])],
  ['one pixel', draw(1, 1, () => [90, 120, 30, 255])],
  [
    'white on white',
    draw(64, 64, (x, y) => (inDisc(x, y, 32, 32, 20) ? [254, 254, 254, 255] : [255, 255, 255, 255])),
  ],
])('%s: the whole image is the subject, with a warning', (_, image) => {
  const { mask, source, warnings } = makeMask(image, options);
  expect(source).toBe('full-frame');
  expect(warnings).toEqual(['full-frame']);
  expect(mask.data.every((value) => value === 1)).toBe(true);
});

test('noise does not crash and its mask is within 0…1', () => {
  const random = createRandom(9);
  const noise = draw(120, 80, () => [random() * 255, random() * 255, random() * 255, 255]);
  const { mask } = makeMask(noise, options);
  expect(mask.data.every((value) => value >= 0 && value <= 1)).toBe(true);
});

test('a given mask is used as it is and named so', () => {
  const provided = new Float32Array(64 * 64);
  provided.fill(1, 0, 64 * 10);
  const { mask, source } = makeMask(disc([255, 255, 255, 255], [200, 30, 30, 255]), { ...options, provided });
  expect(source).toBe('provided');
  expect(mask.data).toEqual(provided);
});

test('a given mask of another size or without a subject is refused', () => {
  const image = disc([255, 255, 255, 255], [200, 30, 30, 255]);
  expect(() => makeMask(image, { ...options, provided: new Float32Array(5) })).toThrowError(
    expect.objectContaining({ code: 'validation', message: expect.stringContaining('4096') }),
  );
  expect(() => makeMask(image, { ...options, provided: new Float32Array(4096) })).toThrowError(
    expect.objectContaining({ code: 'empty-image' }),
  );
});

test('an abort stops before the work', () => {
  const signal = AbortSignal.abort();
  expect(() => makeMask(disc([255, 255, 255, 255], [200, 30, 30, 255]), { ...options, signal })).toThrowError(
    expect.objectContaining({ code: 'aborted' }),
  );
});

test('black bars above and below an image are background and do not become its frame', () => {
  const boxed = draw(160, 160, (x, y) => {
    if (y < 30 || y >= 130) return [0, 0, 0, 255];
    return inDisc(x, y, 80, 80, 35) ? [30, 30, 160, 255] : [225, 215, 190, 255];
  });
  const { mask, source } = makeMask(boxed, options);
  expect(source).toBe('segmented');
  let wrong = 0;
  for (let i = 0; i < mask.data.length; i++)
    if (mask.data[i]! > 0.5 !== inDisc(i % 160, Math.floor(i / 160), 80, 80, 35)) wrong++;
  expect(wrong).toBeLessThan(0.02 * Math.PI * 35 * 35);
});

test('a subject cut off by the frame is named so', () => {
  const cut = draw(100, 100, (x, y) => (inDisc(x, y, 50, 95, 45) ? [20, 90, 40, 255] : [240, 240, 240, 255]));
  const { source, warnings } = makeMask(cut, options);
  expect(source).toBe('segmented');
  expect(warnings).toContain('subject-touches-frame');
});
