import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CrashSite, serveCrashSite } from '../crash/site.ts';
import { launchBrowser, openContext } from '../fixtures/browser.ts';
import type { HostWindow } from './harness/open-host.ts';
import { PANE } from './harness/open-pane.ts';

let browser: Browser;
let site: CrashSite;
beforeAll(async () => {
  site = await serveCrashSite('test/inspector/harness');
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

it('a run that a reload interrupted is resumed from the Library tab, and charged once', async () => {
  const context = await openContext(browser, {});
  const page = await context.newPage();
  const pane = page.locator(PANE);
  // The service works on it until the page has been loaded again.
  let goOn = () => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  site.onAnswer = (kind) => (kind === 'status' ? held : Promise.resolve());

  await page.goto(`${site.url}own-host.html`);
  await pane.getByRole('button', { name: 'Pot', exact: true }).click();
  await pane.getByRole('button', { name: /^Generate · / }).click();
  await expect.poll(site.charges).toBe(1);
  await expect.poll(() => pane.getByRole('status').allTextContents()).toContain('Waiting in the queue');
  await page.reload();

  const library = pane.getByRole('tab', { name: 'Library, interrupted runs: 1' });
  await library.waitFor();
  expect(await pane.getByRole('button', { name: 'Resume' }).count()).toBe(0);
  await library.click();
  goOn();
  await pane.getByRole('list', { name: 'Interrupted runs' }).getByRole('button', { name: 'Resume' }).click();
  await pane.getByRole('listitem', { name: 'Version 1' }).waitFor();
  const assets = () =>
    page.evaluate(() => {
      const { generator } = window as unknown as HostWindow;
      return generator.getSnapshot().assets.map(({ root, versions }) => ({
        name: root.name,
        versions: versions.length,
        triangles: root.getChildMeshes().reduce((sum, mesh) => sum + mesh.getTotalIndices() / 3, 0),
      }));
    });
  // A box of 8 × 8 squares a side.
  await expect.poll(assets).toEqual([{ name: 'Pot', versions: 1, triangles: 6 * 8 * 8 * 2 }]);
  await expect.poll(() => pane.getByRole('list', { name: 'Interrupted runs' }).count()).toBe(0);
  expect(site.charges()).toBe(1);
  await context.close();
});
