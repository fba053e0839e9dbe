import { describe, expect, test } from 'vitest';
import { findSubject } from '../../../../plugin/local-engine/solid/subject.ts';
import { imageRect, layoutAtlas, uvMapping } from '../../../../plugin/local-engine/texture/atlas-layout.ts';
import { makeBackChart } from '../../../../plugin/local-engine/texture/back-chart.ts';
import { composeAtlas, saturationFactor } from '../../../../plugin/local-engine/texture/compose-atlas.ts';
import { makeFrontChart } from '../../../../plugin/local-engine/texture/front-chart.ts';
import { box, disc, drawMask, paint } from '../../../fixtures/drawn-masks.ts';

const subjectOf = (width: number, height: number) =>
  findSubject(drawMask(width + 20, height + 20, box(10, 10, 10 + width, 10 + height)));

describe.each([
  [300, 300],
  [400, 20],
  [20, 400],
  [1, 1],
  [2000, 1],
  [3, 700],
])('an atlas for %i × %i px', (width, height) => {
  test.each([512, 1024, 2048, 4096])('of %i px', (size) => {
    const layout = layoutAtlas(subjectOf(width, height), size);
    const { front, back, gutterPx } = layout;
    expect(gutterPx).toBe(size === 4096 ? 16 : 8);
    for (const chart of [front, back]) {
      expect(chart.x + chart.width).toBeLessThanOrEqual(size);
      expect(chart.y + chart.height).toBeLessThanOrEqual(size);
    }
    expect(back.x >= front.width || back.y >= front.height).toBe(true);
    expect(Math.max(front.width, front.height)).toBeGreaterThan(0.68 * size);
  });
});

test('texture coordinates and the sampled part of the image agree', () => {
  const subject = subjectOf(300, 200);
  const layout = layoutAtlas(subject, 1024);
  for (const chart of [layout.front, layout.back]) {
    const rect = imageRect(chart, layout, subject);
    const { scale, offsetU, offsetV } = uvMapping(chart, layout, subject);
    expect((rect.x0 * scale + offsetU) * 1024).toBeCloseTo(chart.x, 6);
    expect((rect.y1 * scale + offsetV) * 1024).toBeCloseTo(chart.y + chart.height, 6);
  }
});

const RED = [200, 20, 20] as const;
const GREEN = [20, 200, 20] as const;

describe('a red disc with a green middle on blue', async () => {
  const mask = drawMask(200, 200, disc(100, 100, 80));
  const image = paint(mask, (x, y) =>
    Math.hypot(x - 100, y - 100) < 25 ? GREEN : Math.hypot(x - 100, y - 100) < 80.5 ? RED : [0, 0, 255],
  );
  const subject = findSubject(mask);
  const layout = layoutAtlas(subject, 512);
  const front = await makeFrontChart(image, mask, 'alpha', subject, layout, async () => {});
  const back = makeBackChart(front, 'alpha', subject, layout);
  const atlas = composeAtlas(layout, front, back, 1);
  const at = (x: number, y: number) => [...atlas.data.subarray((y * 512 + x) * 4, (y * 512 + x) * 4 + 4)];

  test('the front shows the image, with no trace of the background outside the subject', () => {
    const middle = layout.front.width >> 1;
    expect(at(middle, middle)).toEqual([...GREEN, 255]);
    for (let y = 0; y < layout.front.height; y += 3)
      for (let x = 0; x < layout.front.width; x += 3) expect(at(x, y)[2]).toBeLessThan(25);
  });

  test('the back repeats the rim, not the middle', () => {
    const x = layout.back.x + (layout.back.width >> 1);
    const y = layout.back.y + (layout.back.height >> 1);
    const [red, green, blue] = at(x, y);
    expect(Math.abs(red! - RED[0]) + Math.abs(green! - RED[1]) + Math.abs(blue! - RED[2])).toBeLessThan(12);
  });

  test('the atlas is opaque, and what no chart uses is near the colours of the front', () => {
    for (let i = 3; i < atlas.data.length; i += 4) expect(atlas.data[i]).toBe(255);
    const [red, green, blue] = at(511, 511);
    expect(red).toBeGreaterThan(120);
    expect(green).toBeLessThan(100);
    expect(blue).toBeLessThan(40);
  });

  test('an image without a subject shows itself on the back', () => {
    const whole = makeBackChart(front, 'full-frame', subject, layout);
    const middle = (layout.back.height >> 1) * layout.back.width + (layout.back.width >> 1);
    expect(whole.g.data[middle]).toBeCloseTo(GREEN[1] / 255, 1);
  });
});

test('vividness rises with guidance and leaves colours alone at 1', () => {
  const factors = [0, 0.5, 1, 4, 10].map(saturationFactor);
  expect(factors).toEqual(factors.toSorted((a, b) => a - b));
  expect(factors[0]).toBe(0.4);
  expect(factors[2]).toBe(1);
  expect(factors[4]).toBe(2);
});
