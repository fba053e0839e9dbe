import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright';
import { build } from 'vite';
import { chromiumOptions } from '../../chromium.js';

const ROOT = fileURLToPath(new URL('./page', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

export interface BenchPage {
  /** A page of its own process, at one of the two documents. */
  open(document: 'index.html' | 'render.html'): Promise<Page>;
  /** An address where a page finds these bytes. */
  serve(glb: Uint8Array): string;
  readonly browserPid: number;
  close(): Promise<void>;
}

/** Builds the pages and opens a Chromium for them. */
export async function openBenchPage(): Promise<BenchPage> {
  const outDir = await mkdtemp(join(tmpdir(), 'fit-bench-'));
  await build({
    root: ROOT,
    configFile: false,
    base: './',
    logLevel: 'error',
    worker: { format: 'es' },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2023',
      rolldownOptions: { input: [join(ROOT, 'index.html'), join(ROOT, 'render.html')] },
    },
  });
  const served = new Map<string, Uint8Array>();
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://local').pathname;
    try {
      const body = served.get(path) ?? (await readFile(join(outDir, path)));
      response
        .writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' })
        .end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The bench has no address to serve at.');
  const host = `http://127.0.0.1:${address.port}`;
  const browserServer = await chromium.launchServer(chromiumOptions());
  const browser = await chromium.connect(browserServer.wsEndpoint());
  const contexts: BrowserContext[] = [];
  return {
    async open(document) {
      const context = await browser.newContext();
      contexts.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(900_000);
      page.on('pageerror', (error) => process.stderr.write(`${error}\n`));
      await page.goto(`${host}/${document}`);
      return page;
    },
    serve(glb) {
      const path = `/glb/${served.size}.glb`;
      served.set(path, glb);
      return `${host}${path}`;
    },
    browserPid: browserServer.process().pid!,
    async close() {
      await browser.close();
      await browserServer.close();
      server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
