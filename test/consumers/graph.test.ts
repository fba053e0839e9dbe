import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { unpackProject } from './tarball.ts';

/** What a page may import. Workers are files of their own; the servers' and Node's entries are not for pages. */
const PAGE_ENTRIES = ['.', './inspector', './feed', './local-engine', './fit', './server'];
const WORKERS = ['fit/fit-worker', 'local-engine/local-engine-worker', 'image/decode-worker'];

describe('the packed files', () => {
  let packed: string;
  beforeAll(() => {
    packed = join(unpackProject('graph'), 'node_modules', 'babylon-image-to-3d');
  });

  /** Every module that an entry reaches, in the package and beyond, as a bundler for browsers finds it. */
  async function walk(file: string): Promise<{ builtins: string[]; modules: string[] }> {
    const builtins: string[] = [];
    const { metafile } = await build({
      absWorkingDir: packed,
      entryPoints: [file],
      bundle: true,
      write: false,
      outdir: 'walk',
      format: 'esm',
      platform: 'browser',
      metafile: true,
      logLevel: 'error',
      plugins: [
        {
          name: 'find-builtins',
          setup({ onResolve }) {
            onResolve({ filter: /^[a-z0-9:_/]+$/ }, ({ path, importer }) => {
              if (!isBuiltin(path)) return undefined;
              builtins.push(`${importer} → ${path}`);
              return { path, external: true };
            });
          },
        },
      ],
    });
    return { builtins, modules: Object.keys(metafile.inputs) };
  }

  test.each(PAGE_ENTRIES)(
    '%s reaches no module of Node, in our files or in those of others',
    async (name) => {
      const { exports } = JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8'));
      const { builtins, modules } = await walk(exports[name].default);
      expect(builtins).toEqual([]);
      expect(modules.length).toBeGreaterThan(5);
      expect(modules.filter((path) => /@gltf-transform|ktx2-encoder|node_modules\/sharp/.test(path))).toEqual(
        [],
      );
    },
  );

  test.each(WORKERS)('%s.js is one file that imports nothing', async (name) => {
    const file = join(packed, 'dist', `${name}.js`);
    const { builtins, modules } = await walk(file);
    expect([builtins, modules.length]).toEqual([[], 1]);
    const code = readFileSync(file, 'utf8');
    for (const [, beside] of code.matchAll(/new URL\("([^"]+)",import\.meta\.url\)/g))
      expect(existsSync(join(file, '..', beside ?? '')), beside).toBe(true);
    const { text } = await import(join(packed, 'dist', `${name}-text.js`));
    expect(text).toBe(code);
  });

  test('point to no source map that is not there', async () => {
    const { modules } = await walk('dist/index.js');
    const own = modules.filter((path) => path.startsWith('dist/'));
    expect(own.length).toBeGreaterThan(50);
    const pointing = own.filter((path) => {
      const [, map] = /\/\/# sourceMappingURL=(\S+)/.exec(readFileSync(join(packed, path), 'utf8')) ?? [];
      return map !== undefined && !existsSync(join(packed, path, '..', map));
    });
    expect(pointing).toEqual([]);
  });

  test('name what is bundled into the workers, with its licence', () => {
    const notices = readFileSync(join(packed, 'dist', 'third-party-licenses.txt'), 'utf8');
    for (const name of ['zod', 'meshoptimizer', '@gltf-transform/core', 'ktx2-encoder'])
      expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'));
  });
});
