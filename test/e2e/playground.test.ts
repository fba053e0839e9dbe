import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../fixtures/browser.ts';
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

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

describe('the built playground with its server', () => {
  let site: Served;
  let page: Page;
  let watch: Watch;
  beforeAll(async () => {
    site = await servePlayground({ withServer: true });
    ({ page, watch } = await openPage(browser, site, '', { colorScheme: 'dark' }));
  });
  afterAll(async () => {
    await page?.context().close();
    await site?.close();
  });

  test('opens with the Inspector on our pane, asking nobody else', async () => {
    await pane(page).waitFor();
    await screenshot(page, '1-start-dark');
    expect(watch.strangers).toEqual([]);
    expect((await measureScene(page)).endpoint).toBe('local-service');
    await expect.poll(() => runButton(page).textContent()).toBe('Generate · free');
    await expectInView(page, pane(page).getByRole('button', { name: 'Toadstool' }));
  });

  test('a dropped image becomes an asset in the scene graph', async () => {
    await drop(page, CROWN, 'crown.webp', 'image/webp');
    await pane(page).getByText('crown', { exact: true }).first().waitFor();
    await typeTarget(page, 20_000);
    await chooseTextureSize(page, '1K');
    await screenshot(page, '2-image-dark');
    await expectInView(page, runButton(page), pane(page).getByRole('textbox', { name: 'Target size' }));
    await runButton(page).click();
    await finished(page, 1);
    const { assets, textureSizes, versions } = await measureScene(page);
    expect(assets).toHaveLength(1);
    const [crown] = assets;
    expect(crown?.name).toBe('crown');
    expect(crown?.vertices).toBeGreaterThan(18_000);
    expect(crown?.vertices).toBeLessThanOrEqual(20_000);
    expect([...new Set(textureSizes.filter((size) => size > 1))]).toEqual([1024]);
    expect(versions).toEqual([[crown?.triangles]]);
    expect(crown?.provenance).toMatchObject({
      isLocal: true,
      stats: { triangles: crown?.triangles, maxTextureSizePx: 1024 },
    });
    await page.getByRole('treeitem', { name: 'crown' }).first().waitFor();
    await screenshot(page, '3-result-20k-dark');
    await expectInView(page, runButton(page), pane(page).getByRole('button', { name: 'All parameters' }));
  });

  test('running again with a smaller target takes its place at the same transform', async () => {
    await page.evaluate(() => {
      const { scene } = globalThis as unknown as import('../../playground/main.ts').PlaygroundGlobals;
      const node = scene.getTransformNodeByName('crown');
      node?.position.set(0.4, 0.2, -0.3);
      node?.rotation.set(0, 0.7, 0);
      node?.scaling.setAll(1.5);
    });
    const before = (await measureScene(page)).assets[0];
    await typeTarget(page, 5000);
    await runButton(page).click();
    await finished(page, 2);
    const { assets, versions } = await measureScene(page);
    expect(assets).toHaveLength(1);
    const after = assets[0];
    expect(after?.vertices).toBeGreaterThan(4500);
    expect(after?.vertices).toBeLessThanOrEqual(5000);
    expect(after).toMatchObject({
      name: 'crown',
      position: before?.position,
      rotation: before?.rotation,
      scaling: before?.scaling,
    });
    expect(versions).toEqual([[before?.triangles, after?.triangles]]);
    await screenshot(page, '4-result-5k-dark');
  });

  test('undo and redo change what stands there and lose nothing', async () => {
    const small = (await measureScene(page)).assets[0];
    await pane(page).getByRole('button', { name: 'Undo' }).click();
    await expect.poll(async () => (await measureScene(page)).assets[0]?.vertices).toBeGreaterThan(18_000);
    expect((await measureScene(page)).assets[0]).toMatchObject({
      position: small?.position,
      scaling: small?.scaling,
    });
    await pane(page).getByRole('button', { name: 'Redo' }).click();
    await expect.poll(async () => (await measureScene(page)).assets[0]?.vertices).toBe(small?.vertices);
    const { versions, assets } = await measureScene(page);
    expect(versions[0]).toHaveLength(2);
    expect(assets).toHaveLength(1);
    await openTab(page, 'Library');
    await expect
      .poll(() =>
        pane(page)
          .getByRole('listitem', { name: /^Version \d/ })
          .count(),
      )
      .toBe(2);
  });

  test('settings are remembered over a reload', async () => {
    await page.reload();
    await pane(page).getByRole('tab', { name: 'Library', selected: true }).waitFor();
    await openTab(page, 'Generate');
    await expect
      .poll(() => pane(page).getByRole('textbox', { name: 'Target size' }).inputValue())
      .toMatch(/^5[,.]?000$/);
  });

  test('nothing went to another host, and the console is clean', () => {
    expect(watch.strangers).toEqual([]);
    expect(watch.problems).toEqual([]);
  });
});

describe('the built playground as plain files', () => {
  let site: Served;
  beforeAll(async () => {
    site = await servePlayground();
  });
  afterAll(() => site?.close());

  test('generates in the browser itself, with light colours', async () => {
    const { page, watch } = await openPage(browser, site, '', { colorScheme: 'light' });
    await pane(page).waitFor();
    expect((await measureScene(page)).endpoint).toBe('local');
    await typeTarget(page, 10_000);
    await chooseTextureSize(page, '1K');
    await pane(page)
      .getByRole('button', { name: /toadstool/i })
      .click();
    await pane(page).getByText('Toadstool', { exact: false }).first().waitFor();
    await screenshot(page, '5-sample-light');
    await runButton(page).click();
    await finished(page, 1);
    const { assets } = await measureScene(page);
    expect(assets[0]?.vertices).toBeGreaterThan(9000);
    expect(assets[0]?.vertices).toBeLessThanOrEqual(10_000);
    await screenshot(page, '6-result-light');
    expect(watch.strangers).toEqual([]);
    // The one question whether a server is there has "no" for an answer.
    expect(watch.problems.filter((problem) => !/404 \(Not Found\)/.test(problem))).toEqual([]);
    await page.context().close();
  });

  test('the run-time demo generates and regenerates without React or the Inspector', async () => {
    const { page, watch } = await openPage(browser, site, 'runtime.html', { colorScheme: 'dark' });
    const progress = page.getByRole('status');
    await page.getByRole('button', { name: '1 Toadstool' }).waitFor();
    await page.keyboard.press('1');
    await expect.poll(() => progress.textContent()).toMatch(/^Toadstool: [\d,]+ triangles\.$/);
    const first = await progress.textContent();
    await page.getByRole('button', { name: 'Regenerate at 5,000' }).click();
    await expect.poll(() => progress.textContent()).toMatch(/^Toadstool: [\d,]+ triangles\.$/);
    await expect.poll(() => progress.textContent()).not.toBe(first);
    await screenshot(page, '8-runtime-dark');
    const scripts = await page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => name),
    );
    expect(scripts.filter((name) => /inspector|react|fluent/i.test(name))).toEqual([]);
    expect(watch.strangers).toEqual([]);
    await page.context().close();
  });

  test('an image that cannot be used is refused with a reason, and the scene stays empty', async () => {
    const { page } = await openPage(browser, site, '', { colorScheme: 'light' });
    await pane(page).waitFor();
    await drop(page, fileURLToPath(new URL('../../package.json', import.meta.url)), 'chair.png', 'image/png');
    await pane(page).getByText('This file cannot be used').waitFor();
    await screenshot(page, '7-bad-image-light');
    expect((await measureScene(page)).assets).toEqual([]);
    await page.context().close();
  });
});
