// Draws docs/playground.png anew from the built playground: npm run screenshot
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { preview } from 'vite';
import { chromiumOptions } from './chromium.js';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const server = await preview({
  root: at('../playground'),
  configFile: at('../vite.config.ts'),
  preview: { port: 0, host: '127.0.0.1' },
  logLevel: 'error',
});
const browser = await chromium.launch(chromiumOptions());
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
page.setDefaultTimeout(120_000);
await page.goto(server.resolvedUrls.local[0]);
const pane = page.getByRole('region', { name: 'Generate from image' });
await pane.getByRole('button', { name: 'Toadstool' }).click();
const target = pane.getByRole('textbox', { name: 'Target size' });
await target.fill('20000');
await target.press('Tab');
await pane.getByRole('button', { name: /^Generate · / }).click();
await pane.getByText(/^Done in/).waitFor();
await pane.getByRole('tab', { name: /^Fit/ }).click();
await pane.getByRole('slider', { name: 'Fit triangles' }).waitFor();
// Past the toast, and with the cap of the list in view.
await page.waitForTimeout(8000);
await page.screenshot({ path: at('../docs/playground.png') });
await browser.close();
await server.close();
process.exit(0);
