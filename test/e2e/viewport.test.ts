import type { ArcRotateCamera } from '@babylonjs/core/Cameras/arcRotateCamera.js';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../fixtures/browser.ts';
import { type Served, servePlayground } from '../fixtures/served.ts';
import { CROWN, chooseTextureSize, drop, finished, openTab, pane, runButton, typeTarget } from './pane.ts';
import { measureScene, openPage, screenshot } from './site.ts';

let browser: Browser;
let site: Served;
beforeAll(async () => {
  browser = await launchBrowser();
  site = await servePlayground();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

test('an image dropped on the canvas stands at that point of the ground, and the camera stays', async () => {
  const { page, watch } = await openPage(browser, site, '', { colorScheme: 'dark' });
  await pane(page).waitFor();
  await typeTarget(page, 2000);
  await chooseTextureSize(page, '1K');
  const look = () =>
    page.evaluate(() => {
      const { scene } = globalThis as unknown as import('../../playground/main.ts').PlaygroundGlobals;
      const { alpha, beta, radius, target } = scene.activeCamera as ArcRotateCamera;
      return [alpha, beta, radius, ...target.asArray()];
    });
  const before = await look();
  const canvas = page.locator('#canvas');
  const box = (await canvas.boundingBox())!;
  const at = { clientX: box.x + 0.3 * box.width, clientY: box.y + 0.75 * box.height };
  const ground = await page.evaluate(
    ([x, y]) => {
      const { scene } = globalThis as unknown as import('../../playground/main.ts').PlaygroundGlobals;
      return scene.pick(x, y).pickedPoint?.asArray() ?? [];
    },
    [0.3 * box.width, 0.75 * box.height] as const,
  );
  await drop(page, CROWN, 'crown.webp', 'image/webp', { target: canvas, at });
  await pane(page).getByRole('button', { name: 'Cancel' }).waitFor();
  await screenshot(page, 'viewport-1-dropped-dark');
  await finished(page, 1);
  const [crown] = (await measureScene(page)).assets;
  for (const [axis, value] of (crown?.position ?? []).entries()) expect(value).toBeCloseTo(ground[axis]!, 1);
  expect(crown?.position[1]).toBeCloseTo(0);
  expect(await look()).toEqual(before);
  expect(watch.strangers).toEqual([]);
  await page.context().close();
});

test('a card dragged from the Library onto the canvas is placed there, beside what it came from', async () => {
  const { page, watch } = await openPage(browser, site, '', { colorScheme: 'light' });
  await pane(page).waitFor();
  await typeTarget(page, 2000);
  await chooseTextureSize(page, '1K');
  await pane(page).getByRole('button', { name: 'Toadstool' }).click();
  await runButton(page).click();
  await finished(page, 1);
  await openTab(page, 'Library');
  const card = (await pane(page).getByRole('listitem', { name: 'Version 1' }).boundingBox())!;
  const canvas = (await page.locator('#canvas').boundingBox())!;
  const at = { x: canvas.x + 0.3 * canvas.width, y: canvas.y + 0.75 * canvas.height };
  await page.mouse.move(card.x + 120, card.y + 20);
  await page.mouse.down();
  await page.mouse.move(card.x + 160, card.y - 20, { steps: 4 });
  await page.mouse.move(at.x, at.y, { steps: 8 });
  await page.getByText('Drop to place here').waitFor();
  await page.mouse.up();
  await expect
    .poll(async () => (await measureScene(page)).assets.map(({ triangles }) => triangles > 0))
    .toEqual([true, true]);
  const [first, copy] = (await measureScene(page)).assets;
  expect(copy?.triangles).toBe(first?.triangles);
  expect(copy?.position).not.toEqual(first?.position);
  expect(copy?.position[1]).toBeCloseTo(0);
  expect(watch.strangers).toEqual([]);
  await page.context().close();
});
