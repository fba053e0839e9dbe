import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { optimizeDeps } from '../../playground/optimize-deps.ts';
import { launchBrowser } from '../fixtures/browser.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const APP = join(ROOT, 'test-output/hot-reload');
const ENGINE = '@babylonjs/core/Engines/nullEngine.js';

interface Globals {
  generator: import('../../plugin/index.ts').Generator;
  /** How often the module that makes the generator has run. */
  made: number;
}

/** A page whose scene outlives its modules; the module that makes the generator takes its own changes. */
const module = (edit: number) => `
import { NullEngine } from '${ENGINE}';
import { Scene } from '@babylonjs/core/scene.js';
import { createGenerator } from '../../plugin/index.ts';

globalThis.scene ??= new Scene(new NullEngine());
const generator = createGenerator({ scene: globalThis.scene });
import.meta.hot?.accept();
import.meta.hot?.dispose(() => generator.dispose());
Object.assign(globalThis, { generator, made: (globalThis.made ?? 0) + 1 });
// Edit ${edit}.
`;

let server: ViteDevServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  await mkdir(APP, { recursive: true });
  await writeFile(join(APP, 'main.ts'), module(0));
  await writeFile(join(APP, 'index.html'), '<script type="module" src="./main.ts"></script>');
  server = await createServer({
    root: APP,
    configFile: false,
    cacheDir: join(ROOT, 'node_modules/.vite-hot'),
    logLevel: 'error',
    worker: { format: 'es' },
    optimizeDeps: {
      ...optimizeDeps,
      entries: [],
      include: [
        ...(optimizeDeps.include ?? []).filter((name) => !/inspector|react|fluentui/.test(name)),
        ENGINE,
      ],
    },
    server: { host: '127.0.0.1', port: 0, fs: { allow: [ROOT] } },
  });
  await server.listen();
  browser = await launchBrowser();
  page = await browser.newPage();
  await page.goto(server.resolvedUrls?.local[0] ?? '');
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(APP, { recursive: true, force: true });
});

const made = () => page.evaluate(() => (globalThis as unknown as Globals).made);
const workers = () => page.workers().length;

test('the workers of a generator end with the module that made it', async () => {
  await expect.poll(made).toBe(1);
  for (let edit = 1; edit <= 3; edit++) {
    // One for the local engine, and a spare one for the first fit.
    await page.evaluate(() => (globalThis as unknown as Globals).generator.warmUpAsync());
    await expect.poll(workers).toBe(2);
    // A run is under way when the code changes.
    const ended = page.evaluate(async () => {
      const canvas = new OffscreenCanvas(64, 64);
      canvas.getContext('2d')!.fillRect(8, 8, 48, 48);
      const image = await canvas.convertToBlob();
      const { ready } = (globalThis as unknown as Globals).generator.generate(image);
      Object.assign(globalThis, { isRunning: true });
      return ready.then(
        () => 'done',
        ({ code }: { code: string }) => code,
      );
    });
    await page.waitForFunction(() => 'isRunning' in globalThis);
    await writeFile(join(APP, 'main.ts'), module(edit));
    await expect.poll(made).toBe(edit + 1);
    expect(['cancelled', 'aborted']).toContain(await ended);
    await expect.poll(workers).toBe(0);
    await page.evaluate(() => Reflect.deleteProperty(globalThis, 'isRunning'));
  }
});
