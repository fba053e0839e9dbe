import type { ArcRotateCamera } from '@babylonjs/core/Cameras/arcRotateCamera.js';
import { describe, expect, it } from 'vitest';
import { axe } from './harness/axe.ts';
import { paneSuite } from './harness/pane-suite.ts';

const open = paneSuite();
const divider = () => open.page.getByRole('separator', { name: 'Comparison divider' });
const comparison = () => open.page.evaluate(() => window.harness.last?.getSnapshot().comparison);

/** A grey master of 432 triangles, compared by a wipe with its green fit, both larger than the view. */
async function startWipe(theme: 'light' | 'dark' = 'light'): Promise<void> {
  const { page, pane } = await open.start(`theme=${theme}`);
  await pane.waitFor();
  await page.evaluate(async () => {
    const { generator, fits, fitEngine, glb } = window.harness;
    const camera = generator.scene.activeCamera as ArcRotateCamera;
    camera.attachControl(true);
    camera.radius = 1.6;
    fits.isQuick = true;
    fitEngine.makeMaps = async () => {
      const canvas = new OffscreenCanvas(8, 8);
      const context = canvas.getContext('2d')!;
      context.fillStyle = 'rgb(0 255 0)';
      context.fillRect(0, 0, 8, 8);
      return { baseColor: await createImageBitmap(canvas) };
    };
    const asset = await generator.importGlbAsync(await glb(432, 64), { name: 'Pot' });
    await asset.fitAsync({ plan: { triangles: 300 } });
    await asset.compareAsync({ with: 'master', mode: 'wipe', position: 0.5 });
  });
  await divider().waitFor();
}

/** Where the green version begins, as a share of the view's width from the left. */
const border = () =>
  open.page.evaluate(async () => {
    const { scene } = window.harness.generator;
    scene.render();
    const engine = scene.getEngine();
    const [width, height] = [engine.getRenderWidth(), engine.getRenderHeight()];
    const view = await engine.readPixels(0, 0, width, height);
    const data = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    let first = width;
    for (let at = 0; at < data.length; at += 4) {
      const [r, g, b] = [data[at]!, data[at + 1]!, data[at + 2]!];
      if (g > 40 && g > 2 * r && g > 2 * b) first = Math.min(first, (at / 4) % width);
    }
    return first / width;
  });

const camera = () =>
  open.page.evaluate(() => {
    const { alpha, beta, radius } = window.harness.generator.scene.activeCamera as ArcRotateCamera;
    return [alpha, beta, radius];
  });

describe('a wipe', () => {
  it('is dragged in the viewport: the border follows, the camera does not', async () => {
    await startWipe();
    const { page } = open;
    expect(Math.abs((await border()) - 0.5)).toBeLessThan(0.02);
    const before = await camera();
    const view = (await page.locator('#canvas').boundingBox())!;
    const handle = (await divider().boundingBox())!;
    expect(handle.width).toBeGreaterThanOrEqual(24);
    const y = handle.y + handle.height / 2;
    await page.mouse.move(handle.x + handle.width / 2, y);
    await page.mouse.down();
    for (const share of [0.45, 0.4, 0.35]) await page.mouse.move(view.x + share * view.width, y);
    await page.mouse.up();
    expect((await comparison())?.position).toBeCloseTo(0.35, 2);
    expect(Math.abs((await border()) - 0.35)).toBeLessThan(0.02);
    expect(await camera()).toEqual(before);
    // The line is where the border is.
    const line = (await divider().boundingBox())!;
    expect(Math.abs(line.x + line.width / 2 - (view.x + 0.35 * view.width))).toBeLessThan(1.5);
  });

  it('says what each side is, is moved by keys and ended by Escape', async () => {
    await startWipe();
    const { page } = open;
    await page.getByText(/^Version 1 · 432 triangles · [\d.]+ MiB GPU$/).waitFor();
    await page.getByText(/^Version 1, fitted · \d+ triangles · [\d.]+ MiB GPU$/).waitFor();
    await divider().focus();
    for (const key of ['ArrowLeft', 'Shift+ArrowLeft', 'ArrowRight']) await page.keyboard.press(key);
    expect((await comparison())?.position).toBeCloseTo(0.4);
    expect(await divider().getAttribute('aria-valuenow')).toBe('40');
    await page.keyboard.press('End');
    expect((await comparison())?.position).toBe(1);
    await page.keyboard.press('Escape');
    expect(await comparison()).toBeUndefined();
    await divider().waitFor({ state: 'detached' });
  });

  it.each([
    ['the canvas', () => open.page.locator('#canvas')],
    ['the pane', () => open.pane.getByRole('tab', { name: 'Fit' })],
  ])('is ended by Escape in %s', async (_, element) => {
    await startWipe();
    await element().focus();
    await open.page.keyboard.press('Escape');
    expect(await comparison()).toBeUndefined();
  });

  it.each(['light', 'dark'] as const)('has no fault that axe finds: %s', async (theme) => {
    await startWipe(theme);
    const { violations } = await axe(open.page, theme).include('[role=separator]').analyze();
    expect(violations).toEqual([]);
  });
});

/** A sample as a file, let go in the middle of the lower half of the canvas. */
async function dropOnCanvas(): Promise<boolean> {
  const canvas = open.page.locator('#canvas');
  const { x, y, width, height } = (await canvas.boundingBox())!;
  const at = { clientX: x + width / 2, clientY: y + 0.7 * height };
  return canvas.evaluate(async (element, point) => {
    const paint = new OffscreenCanvas(64, 64);
    const context = paint.getContext('2d')!;
    context.fillRect(16, 16, 32, 32);
    const transfer = new DataTransfer();
    transfer.items.add(new File([await paint.convertToBlob()], 'cup.png', { type: 'image/png' }));
    const send = (type: string) =>
      element.dispatchEvent(
        new DragEvent(type, { ...point, dataTransfer: transfer, bubbles: true, cancelable: true }),
      );
    // Whoever takes a drag prevents the default.
    const isTaken = !send('dragover');
    await new Promise((resolve) => setTimeout(resolve));
    window.hint = document.querySelector('[role=status]')?.textContent;
    send('drop');
    return isTaken;
  }, at);
}
declare global {
  interface Window {
    hint: string | null | undefined;
  }
}

describe('an image dropped on the canvas', () => {
  it('generates at that point of the ground, and the pane shows the run', async () => {
    const { page, pane, bar } = await open.start('theme=light');
    await pane.waitFor();
    await open.openTab('Library');
    expect(await dropOnCanvas()).toBe(true);
    await expect.poll(() => page.evaluate(() => window.harness.calls('generate').length)).toBe(1);
    await bar.getByRole('button', { name: 'Cancel' }).waitFor();
    const place = await page.evaluate(() => {
      return window.harness.last!.root.position.asArray();
    });
    expect(place[1]).toBeCloseTo(0);
    // The next free place would be the origin.
    expect(Math.hypot(...place)).toBeGreaterThan(0.1);
    expect(await page.evaluate(() => window.hint)).toBe('Drop to generate here · about $0.30');
    await page.evaluate(() => window.harness.last?.dispose());
  });

  it('is left to the page when the host wants that', async () => {
    const { page, pane } = await open.start('theme=light&nodrop');
    await pane.waitFor();
    expect(await dropOnCanvas()).toBe(false);
    expect(await page.evaluate(() => window.harness.calls('generate').length)).toBe(0);
  });
});
