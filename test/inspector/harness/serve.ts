import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type PreviewServer, preview } from 'vite';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const HERE = join(ROOT, 'test/inspector/harness');
const BUILDS = join(ROOT, 'test-output/harness');
/** Builds of other sources that nobody can be using any more. */
const STALE_MS = 60 * 60 * 1000;

export type ReactMajor = 18 | 19;

// For every import of it, those inside the packages included.
const REACT_18 = [
  { find: /^react(?=\/|$)/, replacement: 'react-18' },
  { find: /^react-dom(?=\/|$)/, replacement: 'react-dom-18' },
];

const COMMON = { configFile: false, root: HERE, base: './', logLevel: 'error' } as const;

/**
 * The pane's harness page, built and served on a free port of this machine. Built rather than served from sources, so that
 * each page opens in seconds; and built once for the same sources, so that every test file finds it ready.
 */
export async function serveHarness(react: ReactMajor = 19): Promise<{ url: string; server: PreviewServer }> {
  const outDir = join(BUILDS, `${await sourcesHash()}-react-${react}`);
  if (!existsSync(outDir)) await buildInto(outDir, react);
  const server = await preview({ ...COMMON, build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
  const url = server.resolvedUrls?.local[0];
  if (!url) throw new Error('The harness server has no address.');
  return { url, server };
}

/** Of everything that the page is made from: our sources and the versions of the packages. */
async function sourcesHash(): Promise<string> {
  const hash = createHash('sha256');
  const listed = await Promise.all(
    ['plugin', 'test/inspector/harness', 'test/fixtures'].map(async (folder) => {
      const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    }),
  );
  for (const path of [...listed.flat().sort(), join(ROOT, 'package-lock.json')])
    hash.update(path).update(await readFile(path));
  return hash.digest('hex').slice(0, 16);
}

/** React and Babylon keep their development checks, since the tests read what they warn of. */
async function buildInto(outDir: string, react: ReactMajor): Promise<void> {
  const unfinished = `${outDir}.${process.pid}`;
  await build({
    ...COMMON,
    define: { 'process.env.NODE_ENV': '"development"' },
    worker: { format: 'es' },
    resolve: { alias: react === 18 ? REACT_18 : [] },
    build: {
      target: 'es2023',
      outDir: unfinished,
      emptyOutDir: true,
      minify: false,
      chunkSizeWarningLimit: 20_000,
      rolldownOptions: {
        input: ['index.html', 'second-provider.html'].map((name) => join(HERE, name)),
        onLog: (level, log, handle) => {
          if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
        },
      },
    },
  });
  for (const name of await readdir(BUILDS)) {
    const path = join(BUILDS, name);
    if (Date.now() - (await stat(path)).mtimeMs > STALE_MS) await rm(path, { recursive: true, force: true });
  }
  // Whole or not at all: another run of the tests may be building the same.
  await rename(unfinished, outDir).catch(async (thrown) => {
    if (!existsSync(outDir)) throw thrown;
    await rm(unfinished, { recursive: true, force: true });
  });
}
