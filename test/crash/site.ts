import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { createImageTo3DServer } from '../../plugin/server/index.ts';
import { toNodeListener } from '../../plugin/server/node.ts';
import { emulatorOf } from '../fal-emulator/emulator-of.ts';
import { createFalEmulator, type FalEmulator } from '../fal-emulator/index.ts';
import { gridBoxGlb } from '../fixtures/grid-glb.ts';
import { createScriptedEngine } from '../fixtures/scripted-engine.ts';
import { requestKind } from './request-kind.ts';

const PAGE = fileURLToPath(new URL('./page/', import.meta.url));
const OUTPUT = fileURLToPath(new URL('../../test-output/crash-page/', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

let built: Promise<unknown> | undefined;

/** The page, built once a process. */
function buildPage(): Promise<unknown> {
  built ??= build({
    configFile: false,
    root: PAGE,
    base: '/',
    logLevel: 'error',
    worker: { format: 'es' },
    build: {
      target: 'es2023',
      outDir: OUTPUT,
      emptyOutDir: true,
      minify: false,
      chunkSizeWarningLimit: 20_000,
    },
  });
  return built;
}

/** One kind of request on its way through the server. */
export type Gate = (kind: string) => Promise<void>;

/** The page with this package's server beside it, whose ledger stands outside of every page. */
export interface CrashSite {
  readonly url: string;
  /** One row an accepted submit. */
  readonly charges: () => number;
  readonly requestIds: () => string[];
  /** SHA-256 of the file that the service gives out. */
  readonly fileHash: string;
  readonly service: FalEmulator;
  /** Called when a request has been worked on, before its answer goes out. */
  onAnswer: Gate;
  close(): Promise<void>;
}

export async function serveCrashSite(): Promise<CrashSite> {
  await buildPage();
  const engine = createScriptedEngine();
  const glb = await gridBoxGlb(8);
  engine.onRequest = async () => glb;
  const server = createImageTo3DServer({ engine }, createFalEmulator);
  const service = emulatorOf(server);
  const site = {
    fileHash: createHash('sha256').update(glb).digest('hex'),
    service,
    charges: () => service.ledger.rows.length,
    requestIds: () => service.ledger.rows.map(({ requestId }) => requestId),
    onAnswer: (async () => {}) as Gate,
  };
  const listener = toNodeListener(async (request, context) => {
    const { pathname } = new URL(request.url);
    if (!pathname.startsWith('/api/fal')) {
      const path = `${OUTPUT}${pathname === '/' ? 'index.html' : pathname.slice(1)}`;
      if (!existsSync(path)) return new Response('', { status: 404 });
      return new Response(readFileSync(path), {
        headers: { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' },
      });
    }
    const kind = requestKind(request);
    const answer = await server.fetch(request, context);
    await site.onAnswer(kind);
    return answer;
  });
  const http = createServer(listener);
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  const { port } = http.address() as AddressInfo;
  return Object.assign(site, {
    url: `http://127.0.0.1:${port}/`,
    async close() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      server.dispose();
    },
  });
}
