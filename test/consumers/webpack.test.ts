import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import webpack from 'webpack';
import { serveFolder } from '../fixtures/served.ts';
import { unpackProject } from './tarball.ts';
import { walkThrough } from './walk.ts';

/** Resolves with the warnings of a build; rejects with its errors. */
function runWebpack(configuration: webpack.Configuration): Promise<string[]> {
  return new Promise((resolve, reject) => {
    webpack(configuration, (error, stats) => {
      if (error || !stats) return reject(error);
      if (stats.hasErrors()) return reject(new Error(stats.toString({ all: false, errors: true })));
      resolve((stats.toJson({ all: false, warnings: true }).warnings ?? []).map(({ message }) => message));
    });
  });
}

describe('webpack 5, without settings', () => {
  let folder: string;
  beforeAll(() => {
    folder = unpackProject('webpack');
  });

  const modes = process.env.LONG ? (['development', 'production'] as const) : (['production'] as const);
  test.each(modes)('%s: generate, fit and the pane', async (mode) => {
    const path = join(folder, mode);
    const warnings = await runWebpack({
      mode,
      context: folder,
      entry: './src/index.js',
      output: { path, filename: 'index.js' },
      performance: { hints: false },
      // Minifying the Inspector takes minutes: the long form does it.
      ...(process.env.LONG ? {} : { optimization: { minimize: false } }),
    });
    expect(warnings).toEqual([]);
    cpSync(join(folder, 'src', 'index.html'), join(path, 'index.html'));
    const site = await serveFolder(path);
    await walkThrough(site.url).finally(site.close);
  });
});
