import type { ArcRotateCamera } from '@babylonjs/core/Cameras/arcRotateCamera.js';
import type { JSHandle } from 'playwright';
import { describe, expect, it } from 'vitest';
import { axe } from './harness/axe.ts';
import { paneSuite } from './harness/pane-suite.ts';

const open = paneSuite();
const divider = () => open.page.getByRole('separator', { name: 'Comparison divider' });
const comparison = () => open.page.evaluate(() => window.harness.last?.getSnapshot().comparison);

/**
 * A grey master of 432 triangles, compared by a wipe with its green fit, both larger than the view. The page's canvas is
 * wider than what the panes leave of it: the line is where it can be seen.
 */
async function startWipe(theme: 'light' | 'dark' = 'light'): Promise<void> {
  const { page, pane } = await open.start(`theme=${theme}`);
  await pane.waitFor();
  await page.evaluate(async () => {
    const { generator, fits, fitEngine, glb } = window.harness;
    const camera = generator.scene.activeCamera as ArcRotateCamera;
    camera.attachControl(true);
    camera.minZ = 0.01;
    camera.radius = 1.2;
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
    await asset.compareAsync({ with: 'master', mode: 'wipe', position: 0.3 });
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
    expect(Math.abs((await border()) - 0.3)).toBeLessThan(0.02);
    const before = await camera();
    const view = (await page.locator('#canvas').boundingBox())!;
    const handle = (await divider().boundingBox())!;
    expect(handle.width).toBeGreaterThanOrEqual(24);
    const y = handle.y + handle.height / 2;
    await page.mouse.move(handle.x + handle.width / 2, y);
    await page.mouse.down();
    for (const share of [0.26, 0.22, 0.18]) await page.mouse.move(view.x + share * view.width, y);
    await page.mouse.up();
    expect((await comparison())?.position).toBeCloseTo(0.18, 2);
    expect(Math.abs((await border()) - 0.18)).toBeLessThan(0.02);
    expect(await camera()).toEqual(before);
    // The line is where the border is.
    const line = (await divider().boundingBox())!;
    expect(Math.abs(line.x + line.width / 2 - (view.x + 0.18 * view.width))).toBeLessThan(1.5);
  });

  it('says what each side is, is moved by keys and ended by Escape', async () => {
    await startWipe();
    const { page } = open;
    await page.getByText(/^Version 1, original · 432 triangles · [\d.]+ MiB GPU$/).waitFor();
    await page.getByText(/^Version 1, fitted · \d+ triangles · [\d.]+ MiB GPU$/).waitFor();
    await divider().focus();
    for (const key of ['ArrowLeft', 'Shift+ArrowLeft', 'ArrowRight']) await page.keyboard.press(key);
    expect((await comparison())?.position).toBeCloseTo(0.2);
    expect(await divider().getAttribute('aria-valuenow')).toBe('20');
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

/** An image as a file. */
const imageTransfer = () =>
  open.page.evaluateHandle(async () => {
    const paint = new OffscreenCanvas(64, 64);
    paint.getContext('2d')!.fillRect(16, 16, 32, 32);
    const transfer = new DataTransfer();
    transfer.items.add(new File([await paint.convertToBlob()], 'cup.png', { type: 'image/png' }));
    return transfer;
  });

/** Drags or drops in the middle of the lower half of the canvas. Whoever takes it prevents the default. */
async function isTaken(type: 'dragover' | 'drop', transfer: JSHandle<DataTransfer>): Promise<boolean> {
  const canvas = open.page.locator('#canvas');
  const { x, y, width, height } = (await canvas.boundingBox())!;
  const at = { clientX: x + width / 2, clientY: y + 0.7 * height };
  return canvas.evaluate(
    (element, [name, point, dataTransfer]) =>
      !element.dispatchEvent(
        new DragEvent(name, { ...point, dataTransfer, bubbles: true, cancelable: true }),
      ),
    [type, at, transfer] as const,
  );
}

describe('an image dropped on the canvas', () => {
  it('generates at that point of the ground, and the pane shows the run', async () => {
    const { page, pane, bar } = await open.start('theme=light');
    await pane.waitFor();
    await open.openTab('Library');
    const transfer = await imageTransfer();
    expect(await isTaken('dragover', transfer)).toBe(true);
    const hint = page.getByText('Drop to generate here · about $0.30', { exact: true });
    await hint.waitFor();
    expect(await isTaken('drop', transfer)).toBe(true);
    await hint.waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => window.harness.calls('generate').length)).toBe(1);
    await bar.getByRole('button', { name: 'Cancel' }).waitFor();
    const place = await page.evaluate(() => window.harness.last!.root.position.asArray());
    expect(place[1]).toBeCloseTo(0);
    // The next free place would be the origin.
    expect(Math.hypot(...place)).toBeGreaterThan(0.1);
    await page.evaluate(() => window.harness.last?.dispose());
  });

  it('is left to the page when the host wants that', async () => {
    const { page, pane } = await open.start('theme=light&nodrop');
    await pane.waitFor();
    const transfer = await imageTransfer();
    expect(await isTaken('dragover', transfer)).toBe(false);
    expect(await isTaken('drop', transfer)).toBe(false);
    expect(await page.evaluate(() => window.harness.calls('generate').length)).toBe(0);
  });
});
