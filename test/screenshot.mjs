// Draws docs/playground.png and docs/playground.webp anew from the built playground: npm run screenshot
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import sharp from 'sharp';
import { preview } from 'vite';
import { chromiumOptions } from './chromium.js';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const MAX_BYTES = 1.5e6;
const WIDTH_PX = 960;

const server = await preview({
  root: at('../playground'),
  configFile: at('../vite.config.ts'),
  preview: { port: 0, host: '127.0.0.1' },
  logLevel: 'error',
});
const browser = await chromium.launch(chromiumOptions());
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
page.setDefaultTimeout(180_000);
// A screenshot has no pointer: draw one, so that it can be seen what is pressed.
await page.addInitScript(() => {
  const dot = document.createElement('div');
  dot.style.cssText =
    'position:fixed;z-index:99999999;width:22px;height:22px;margin:-11px;border-radius:50%;' +
    'background:#ffd33d88;border:2px solid #ffd33d;box-sizing:border-box;pointer-events:none';
  const move = ({ clientX, clientY }) => {
    dot.style.left = `${clientX}px`;
    dot.style.top = `${clientY}px`;
    document.documentElement.append(dot);
  };
  for (const type of ['pointermove', 'dragover']) addEventListener(type, move, true);
});

const frames = [];
/** One frame of the animation, shown for so long. */
async function frame(forMs) {
  frames.push({ png: await page.screenshot(), forMs });
}
/** The pointer goes to a control, waits there, then presses it. */
async function press(control) {
  await control.hover();
  await frame(500);
  await control.click();
}

await page.goto(server.resolvedUrls.local[0]);
const pane = page.getByRole('region', { name: 'Generate from image' });
const button = (name) => pane.getByRole('button', { name });
await button('Toadstool').waitFor();
const target = pane.getByRole('textbox', { name: 'Target size' });
await target.fill('20000');
await target.press('Tab');
await page.mouse.move(720, 300);
await frame(1200);
await press(button('Toadstool'));
await button('Start with a new image').waitFor();
await frame(900);
await press(button(/^Generate · /));
const done = pane.getByText(/^Done in/);
while (!(await done.isVisible())) {
  await frame(300);
  await page.waitForTimeout(1500);
}
// Past the toast.
await page.waitForTimeout(8000);
await frame(1600);
await press(pane.getByRole('tab', { name: /^Fit/ }));
await pane.getByRole('slider', { name: 'Fit triangles' }).waitFor();
await page.mouse.move(720, 200);
await page.waitForTimeout(1000);
await frame(900);
await press(button('Usual numbers of triangles'));
const five = page.getByRole('menuitem', { name: '5k' });
await five.waitFor();
await press(five);
const fitted = button('Show original');
while (!(await fitted.isVisible())) {
  await frame(300);
  await page.waitForTimeout(500);
}
await page.waitForTimeout(1500);
await frame(1800);
await page.screenshot({ path: at('../docs/playground.png') });
await press(button('Compare'));
const divider = page.getByRole('separator', { name: 'Comparison divider' });
await divider.waitFor();
await page.waitForTimeout(1000);
await frame(900);
const { x, y, width, height } = await divider.boundingBox();
await page.mouse.move(x + width / 2, y + height / 2);
await page.mouse.down();
for (const share of [-60, -110, -50, 30, 90, 40]) {
  await page.mouse.move(x + width / 2 + share, y + height / 2, { steps: 3 });
  await page.waitForTimeout(300);
  await frame(260);
}
await page.mouse.up();
await page.keyboard.press('Escape');
await press(pane.getByRole('tab', { name: /^Library/ }));
await page.waitForTimeout(4000);
await frame(2500);
await browser.close();
await server.close();

const small = await Promise.all(frames.map(({ png }) => sharp(png).resize(WIDTH_PX).png().toBuffer()));
for (let quality = 80; ; quality -= 10) {
  const webp = await sharp(small, { join: { animated: true } })
    .webp({ delay: frames.map(({ forMs }) => forMs), loop: 0, quality, effort: 6 })
    .toBuffer();
  if (webp.byteLength > MAX_BYTES && quality > 20) continue;
  await writeFile(at('../docs/playground.webp'), webp);
  console.log(`${frames.length} frames, ${webp.byteLength} bytes at quality ${quality}`);
  process.exit(webp.byteLength <= MAX_BYTES ? 0 : 1);
}
