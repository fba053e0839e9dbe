import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../fixtures/browser.ts';
import { type Served, servePlayground } from '../fixtures/served.ts';
import { CROWN, chooseTextureSize, openTab, pane, runButton, typeTarget } from './pane.ts';
import { measureScene, openPage, screenshot, type Watch } from './site.ts';

let browser: Browser;
let site: Served;
let page: Page;
let watch: Watch;

beforeAll(async () => {
  browser = await launchBrowser();
  site = await servePlayground({ withServer: true });
  ({ page, watch } = await openPage(browser, site, '', { colorScheme: 'light' }));
  // Every press of a mouse button and of a key, by a hand or as by one.
  await page.evaluate(() => {
    Object.assign(window, { presses: 0 });
    const count = () => {
      (window as unknown as { presses: number }).presses++;
    };
    addEventListener('pointerdown', count, true);
    addEventListener('keydown', count, true);
  });
  await pane(page).waitFor();
  await typeTarget(page, 8000);
  await chooseTextureSize(page, '1K');
});
afterAll(async () => {
  await page?.context().close();
  await site?.close();
  await browser?.close();
});

const button = (name: string | RegExp) => pane(page).getByRole('button', { name });
const press = (name: string) => pane(page).getByRole('button', { name, exact: true }).click();

/** How many presses it takes. */
async function presses(work: () => Promise<void>): Promise<number> {
  const read = () => page.evaluate(() => (window as unknown as { presses: number }).presses);
  const before = await read();
  await work();
  return (await read()) - before;
}

/** What the scene draws of the asset that was made last. */
const lastTriangles = async () => (await measureScene(page)).assets.at(-1)?.triangles ?? 0;
const names = async () => (await measureScene(page)).assets.map(({ name }) => name);
const allDone = (count: number) =>
  expect
    .poll(async () => (await measureScene(page)).phases)
    .toEqual(Array.from({ length: count }, () => 'done'));
const comparison = () =>
  page.evaluate(() => {
    const { generator } = globalThis as unknown as import('../../playground/main.ts').PlaygroundGlobals;
    return generator.getSnapshot().assets.at(-1)?.getSnapshot().comparison?.mode;
  });

describe('the number of presses', () => {
  test('from a sample to an asset: two', async () => {
    expect(
      await presses(async () => {
        await press('Toadstool');
        await runButton(page).click();
        await allDone(1);
      }),
    ).toBe(2);
    expect(await lastTriangles()).toBeGreaterThan(8000);
  });

  test('from the asset to 5,000 triangles: three', async () => {
    expect(
      await presses(async () => {
        await openTab(page, 'Fit');
        await press('Usual numbers of triangles');
        await page.getByRole('menuitem', { name: '5k' }).click();
        await expect.poll(lastTriangles).toBeLessThanOrEqual(5000);
      }),
    ).toBe(3);
    expect(await lastTriangles()).toBeGreaterThan(4500);
  });

  test('a comparison, on and off: two', async () => {
    expect(
      await presses(async () => {
        await press('Compare');
        await expect.poll(comparison).toBe('wipe');
        await press('Compare');
        await expect.poll(comparison).toBeUndefined();
      }),
    ).toBe(2);
  });
});

describe('by keyboard alone', () => {
  /** Tab until the control has the focus, as a person does who sees the ring. */
  async function tabTo(control: Locator, key = 'Tab'): Promise<void> {
    for (let steps = 0; steps < 60; steps++) {
      if (await control.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press(key);
    }
    throw new Error(`The focus does not come to ${control}.`);
  }
  async function arrowTo(tab: string): Promise<void> {
    const wanted = pane(page).getByRole('tab', { name: new RegExp(`^${tab}`) });
    await tabTo(pane(page).getByRole('tab', { selected: true }), 'Shift+Tab');
    for (let steps = 0; steps < 3; steps++) {
      if (await wanted.evaluate((element) => element === document.activeElement)) break;
      await page.keyboard.press('ArrowRight');
    }
    await page.keyboard.press('Enter');
    await pane(page)
      .getByRole('tab', { name: new RegExp(`^${tab}`), selected: true })
      .waitFor();
  }

  test('an image is chosen and generated, fitted, compared, undone, and an old version shown', async () => {
    await openTab(page, 'Generate');
    await press('Start with a new image');
    await pane(page).getByRole('tab', { selected: true }).focus();

    await tabTo(button('Rocket'));
    await page.keyboard.press('Enter');
    await button('Start with a new image').waitFor();
    await tabTo(runButton(page));
    await page.keyboard.press('Enter');
    await allDone(2);

    await arrowTo('Fit');
    const counts = button('Usual numbers of triangles');
    await tabTo(counts);
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: '2k' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(lastTriangles).toBeLessThanOrEqual(2000);

    await tabTo(pane(page).getByRole('button', { name: 'Compare', exact: true }));
    await page.keyboard.press('Enter');
    await expect.poll(comparison).toBe('wipe');
    await page.keyboard.press('Escape');
    await expect.poll(comparison).toBeUndefined();

    await page.keyboard.press('Control+z');
    await expect.poll(lastTriangles).toBeGreaterThan(8000);
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(lastTriangles).toBeLessThanOrEqual(2000);

    await arrowTo('Library');
    await tabTo(button('Select Toadstool'));
    await page.keyboard.press('Enter');
    await pane(page).getByRole('list', { name: 'Versions of Toadstool' }).waitFor();
  });
});

describe('several at once', () => {
  test('five images, one of them broken: one question, four assets in a row, and the broken one is named', async () => {
    const before = (await names()).length;
    await openTab(page, 'Generate');
    await press('Start with a new image');
    const crown = await readFile(CROWN);
    const image = (name: string) => ({ name, mimeType: 'image/webp', buffer: crown });
    const broken = await readFile(fileURLToPath(new URL('../../package.json', import.meta.url)));
    await pane(page)
      .locator('input[type=file]')
      .setInputFiles([
        image('one.webp'),
        image('two.webp'),
        { name: 'broken.png', mimeType: 'image/png', buffer: broken },
        image('three.webp'),
        image('four.webp'),
      ]);
    await button('Generate 4 · free').waitFor();
    expect(await pane(page).getByRole('alert').textContent()).toContain('broken.png');
    expect(await names()).toHaveLength(before);
    await screenshot(page, 'flow-1-question-light');
    await press('Generate 4 · free');
    await allDone(before + 4);
    const { assets } = await measureScene(page);
    const row = assets.slice(before);
    expect(row.map(({ name }) => name)).toEqual(['one', 'two', 'three', 'four']);
    expect(row.every(({ triangles }) => triangles > 1000)).toBe(true);
    const at = row.map(({ position }) => position[0] ?? 0);
    for (let index = 1; index < at.length; index++)
      expect(at[index]).toBeGreaterThan((at[index - 1] ?? 0) + 1);
    await screenshot(page, 'flow-2-row-light');
  });

  test('four variations side by side: one is kept, and one undo brings the others back', async () => {
    const before = (await names()).length;
    await press('Start with a new image');
    await press('Potion');
    await button('Other ways to run').click();
    await page.getByRole('menuitem', { name: '4 variations · free' }).click();
    await allDone(before + 4);
    const all = await names();
    await pane(page)
      .getByRole('button', { name: /^No\. 3/ })
      .click();
    await screenshot(page, 'flow-3-variations-light');
    await press('Keep only this one');
    await expect.poll(names).toEqual([...all.slice(0, before), all[before + 2]]);
    await press('Undo');
    await expect.poll(async () => (await names()).toSorted()).toEqual(all.toSorted());
    await press('Redo');
    await expect.poll(names).toHaveLength(before + 1);
    // They can be placed again for nothing.
    await openTab(page, 'Library');
    const search = pane(page).getByRole('searchbox', { name: 'Search the stored models by name' });
    await search.fill('potion');
    await expect
      .poll(() =>
        pane(page).getByRole('list', { name: 'Library', exact: true }).getByRole('listitem').count(),
      )
      .toBe(4);
    await screenshot(page, 'flow-4-library-light');
  });

  test('none of it failed quietly', () => {
    expect(watch.strangers).toEqual([]);
    expect(watch.problems).toEqual([]);
  });
});
