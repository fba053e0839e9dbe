import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { validateBytes } from 'gltf-validator';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../fixtures/browser.ts';
import { readGlbJson } from '../fixtures/make-glb.ts';
import { type Served, servePlayground } from '../fixtures/served.ts';
import {
  CROWN,
  chooseTextureSize,
  drop,
  expectInView,
  finished,
  openTab,
  pane,
  runButton,
  typeTarget,
} from './pane.ts';
import { measureScene, openPage, screenshot, type Watch } from './site.ts';

const EXPORTED = fileURLToPath(new URL('../../test-output/e2e/crown-fitted.glb', import.meta.url));

let browser: Browser;
let site: Served;
let page: Page;
let watch: Watch;
/** Requests to the endpoint that generates, by method. */
const endpointCalls: string[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
  site = await servePlayground({ withServer: true });
  ({ page, watch } = await openPage(browser, site, '', { colorScheme: 'dark' }));
  page.on('request', (request) => {
    if (/fal/.test(new URL(request.url()).pathname)) endpointCalls.push(request.method());
  });
  await pane(page).waitFor();
});
afterAll(async () => {
  await page?.context().close();
  await site?.close();
  await browser?.close();
});

const slider = () => pane(page).getByRole('slider', { name: 'Fit triangles', exact: true });
const press = (name: string) => pane(page).getByRole('button', { name, exact: true }).click();

/** The fit of the newest asset, as its handle tells. */
const fitting = () =>
  page.evaluate(() => {
    const { generator } = globalThis as unknown as import('../../playground/main.ts').PlaygroundGlobals;
    const asset = generator.getSnapshot().assets.at(-1)!;
    const { fitting: state, versions, shownVersionId } = asset.getSnapshot();
    const shown = versions.find(({ id }) => id === shownVersionId);
    return {
      phase: state.phase,
      preview: state.previewTriangles,
      error: state.error?.message,
      master: shown?.stats.triangles ?? 0,
      fitted: shown?.fit?.stats.triangles,
      path: shown?.fit?.report.path,
      texturePx: shown?.fit?.stats.maxTextureSizePx,
    };
  });

async function fitted(): Promise<number> {
  await expect.poll(async () => (await fitting()).fitted).toBeGreaterThan(0);
  await expect.poll(async () => (await fitting()).phase).toBe('idle');
  const { fitted: triangles, error } = await fitting();
  expect(error).toBeUndefined();
  return triangles ?? 0;
}

const shownTriangles = async () => (await measureScene(page)).assets.at(-1)?.triangles;

describe('the fit in the built playground', () => {
  let before = 0;
  let calls = 0;

  test('a generated asset stands in the scene', async () => {
    await drop(page, CROWN, 'crown.webp', 'image/webp');
    await typeTarget(page, 20_000);
    await chooseTextureSize(page, '1K');
    await runButton(page).click();
    await finished(page, 1);
    await openTab(page, 'Fit');
    await slider().waitFor();
    before = (await fitting()).master;
    expect(await shownTriangles()).toBe(before);
    calls = endpointCalls.length;
    expect(calls).toBeGreaterThan(0);
    await screenshot(page, 'fit-1-master-dark');
  });

  test('while the slider is held, the geometry follows', async () => {
    const box = (await slider().boundingBox())!;
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * 0.95, y);
    await page.mouse.down();
    for (let share = 0.95; share > 0.55; share -= 0.04) await page.mouse.move(box.x + box.width * share, y);
    await expect.poll(async () => (await fitting()).preview).toBeLessThan(before / 2);
    await screenshot(page, 'fit-2-preview-dark');
    // However long all that took: nothing is fitted, and no step to undo is made, before the hand lets go.
    expect((await fitting()).fitted).toBeUndefined();
  });

  test('when it rests, the baked result takes the place of the master', async () => {
    await page.mouse.up();
    const triangles = await fitted();
    const asked = Number(await slider().inputValue());
    expect(Number.isNaN(asked)).toBe(false);
    expect(triangles).toBeLessThan(before / 2);
    await expect.poll(shownTriangles).toBe(triangles);
    expect((await fitting()).preview).toBeUndefined();
    expect((await measureScene(page)).assets).toHaveLength(1);
    await screenshot(page, 'fit-3-baked-dark');
    const button = (name: string) => pane(page).getByRole('button', { name, exact: true });
    await expectInView(page, slider(), button('Compare'), button('Export GLB'), button('Limits'));
  });

  test('undo and redo', async () => {
    const { fitted: triangles } = await fitting();
    await press('Undo');
    await expect.poll(shownTriangles).toBe(before);
    await press('Redo');
    await expect.poll(shownTriangles).toBe(triangles);
  });

  test('a comparison shows the master beside it, and leaves nothing behind', async () => {
    const count = () =>
      page.evaluate(() => {
        const { scene } = globalThis as unknown as import('../../playground/main.ts').PlaygroundGlobals;
        return [scene.meshes.length, scene.transformNodes.length, scene.materials.length];
      });
    const counts = await count();
    await press('Compare');
    await expect.poll(async () => (await count())[0]).toBeGreaterThan(counts[0] ?? 0);
    await screenshot(page, 'fit-4-wipe-dark');
    await press('Side by side');
    await screenshot(page, 'fit-5-side-by-side-dark');
    await press('Compare');
    await expect.poll(count).toEqual(counts);
  });

  test('the export is a valid file that says where it comes from', async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), press('Export GLB')]);
    await download.saveAs(EXPORTED);
    const bytes = new Uint8Array(await readFile(EXPORTED));
    const { issues, info } = await validateBytes(bytes);
    expect(issues.numErrors).toBe(0);
    expect(info.totalTriangleCount).toBe((await fitting()).fitted);
    const json = readGlbJson(bytes);
    expect(json.asset.extras.imageTo3D).toMatchObject({ isLocal: true, imageName: 'crown' });
  });

  test('dropped back on the pane, it becomes an asset that is fitted again', async () => {
    const { fitted: exported } = await fitting();
    await drop(page, EXPORTED, 'crown-fitted.glb', 'model/gltf-binary');
    await expect.poll(async () => (await measureScene(page)).assets.length).toBe(2);
    await expect.poll(async () => (await fitting()).master).toBe(exported);
    const number = pane(page).getByRole('textbox', { name: 'Fit triangles' });
    await number.fill('1000');
    await number.press('Enter');
    expect(await fitted()).toBeLessThanOrEqual(1000);
    await screenshot(page, 'fit-6-imported-dark');
  });

  test('none of it asked the endpoint for anything, and nobody else', () => {
    expect(endpointCalls.length).toBe(calls);
    expect(watch.strangers).toEqual([]);
    expect(watch.problems).toEqual([]);
  });
});
