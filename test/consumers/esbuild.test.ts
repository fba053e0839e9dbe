import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, test } from 'vitest';
import { serveFolder } from '../fixtures/served.ts';
import { unpackProject } from './tarball.ts';
import { walkThrough } from './walk.ts';

describe('esbuild, without settings', () => {
  let folder: string;
  beforeAll(() => {
    folder = unpackProject('esbuild');
  });

  test.each(process.env.LONG ? ['development', 'production'] : ['production'])(
    '%s: generate, fit and the pane',
    async (mode) => {
      const outdir = join(folder, mode);
      await build({
        absWorkingDir: folder,
        entryPoints: ['src/index.js'],
        outdir,
        bundle: true,
        format: 'esm',
        splitting: true,
        minify: mode === 'production',
        logLevel: 'error',
      });
      cpSync(join(folder, 'src', 'index.html'), join(outdir, 'index.html'));
      const site = await serveFolder(outdir);
      await walkThrough(site.url).finally(site.close);
    },
  );
});
