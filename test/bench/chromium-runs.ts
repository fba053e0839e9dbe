import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { chromiumOptions } from '../chromium.js';
import type { BenchCase, BenchImage, Measured } from './cases.ts';

const PAGE = fileURLToPath(new URL('./page', import.meta.url));

/** Bytes of the built worker script: what a page loads for the engine, besides a few lines of its own. */
async function workerBytes(outDir: string): Promise<number> {
  const assets = join(outDir, 'assets');
  const worker = (await readdir(assets)).find((name) => name.includes('worker') && name.endsWith('.js'));
  return worker ? (await stat(join(assets, worker))).size : 0;
}

/**
 * Builds a page with the engine, opens it in Chromium and times the cases there: first one cold run in a page of its
 * own, then, after a warm-up in another page, all cases.
 */
export async function chromiumRuns(
  cases: readonly BenchCase[],
  images: Readonly<Record<BenchImage, Uint8Array>>,
): Promise<{ measured: Measured[]; coldMs: number; warmUpMs: number; workerBytes: number }> {
  const outDir = await mkdtemp(join(tmpdir(), 'local-engine-bench-'));
  const config = { root: PAGE, configFile: false, base: './', logLevel: 'error' } as const;
  await build({
    ...config,
    build: { outDir, emptyOutDir: true, target: 'es2023' },
    worker: { format: 'es' },
  });
  const server = await preview({ ...config, build: { outDir }, preview: { port: 0, host: '127.0.0.1' } });
  const browser = await chromium.launch(chromiumOptions());
  try {
    const url = server.resolvedUrls?.local[0];
    const [first] = cases;
    if (!url || !first) throw new Error('Nothing to measure, or no address to measure it at.');
    const encoded = {
      alpha: Buffer.from(images.alpha).toString('base64'),
      opaque: Buffer.from(images.opaque).toString('base64'),
    };
    const open = async () => {
      const page = await browser.newPage();
      await page.goto(url);
      await page.waitForFunction(() => 'bench' in window);
      return (benchCase: BenchCase, warm: boolean) =>
        page.evaluate(([image, asked, isWarm]) => window.bench(image, asked, isWarm), [
          encoded[benchCase.image],
          benchCase,
          warm,
        ] as const);
    };
    const cold = await (await open())({ ...first, runs: 1 }, false);
    const run = await open();
    const measured: Measured[] = [];
    let warmUpMs = 0;
    for (const benchCase of cases) {
      const result = await run(benchCase, true);
      warmUpMs = Math.max(warmUpMs, result.warmUpMs);
      measured.push({ environment: 'Chromium worker', name: benchCase.name, timings: result.timings });
    }
    return {
      measured,
      coldMs: cold.timings[0]?.totalMs ?? 0,
      warmUpMs,
      workerBytes: await workerBytes(outDir),
    };
  } finally {
    await browser.close();
    await server.close();
    await rm(outDir, { recursive: true, force: true });
  }
}
