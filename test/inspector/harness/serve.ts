import { fileURLToPath } from 'node:url';
import { build, type PreviewServer, preview } from 'vite';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const OUTPUT = fileURLToPath(new URL('../../../test-output/harness/', import.meta.url));

/**
 * The pane's harness page, built and served on a free port of this machine. Built once rather than served from sources:
 * each page then opens in seconds. React and Babylon keep their development checks, since the tests read what they warn of.
 */
export async function serveHarness(): Promise<{ url: string; server: PreviewServer }> {
  const common = { configFile: false, root: HERE, base: './', logLevel: 'error' } as const;
  await build({
    ...common,
    define: { 'process.env.NODE_ENV': '"development"' },
    worker: { format: 'es' },
    build: {
      target: 'es2023',
      outDir: OUTPUT,
      emptyOutDir: true,
      minify: false,
      chunkSizeWarningLimit: 20_000,
      rolldownOptions: {
        onLog: (level, log, handle) => {
          if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
        },
      },
    },
  });
  const server = await preview({
    ...common,
    build: { outDir: OUTPUT },
    preview: { host: '127.0.0.1', port: 0 },
  });
  const url = server.resolvedUrls?.local[0];
  if (!url) throw new Error('The harness server has no address.');
  return { url, server };
}
