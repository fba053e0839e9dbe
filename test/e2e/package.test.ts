import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { PACKAGE_NAME } from '../../plugin/glb/package-name.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const info = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const IMPORTS = /(?:from|import)\s*\(?\s*["']([^"']+)["']/g;

/** Every package that a built entry point can reach, by static and dynamic imports and by workers. */
function reach(entry: string): { packages: Set<string>; files: Set<string> } {
  const packages = new Set<string>();
  const files = new Set<string>();
  const visit = (file: string) => {
    if (files.has(file)) return;
    files.add(file);
    const code = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    const workers = [...code.matchAll(/new URL\(['"](\.[^'"]+)['"], import\.meta\.url\)/g)].map(
      (match) => match[1] ?? '',
    );
    for (const specifier of [...[...code.matchAll(IMPORTS)].map((match) => match[1] ?? ''), ...workers]) {
      if (specifier.startsWith('.')) {
        if (specifier.endsWith('.js')) visit(join(dirname(file), specifier));
      } else packages.add(specifier);
    }
  };
  visit(join(ROOT, entry));
  return { packages, files };
}

const entry = (name: string): string => info.exports[name].default;
const some = (names: Set<string>, pattern: RegExp) => [...names].filter((name) => pattern.test(name));

describe('the built package', () => {
  test('every entry point and the command are there', () => {
    const paths = Object.values<string | { default: string; types: string }>(info.exports).flatMap((value) =>
      typeof value === 'string' ? [value] : [value.default, value.types],
    );
    for (const path of [...paths, ...Object.values<string>(info.bin)])
      expect(existsSync(join(ROOT, path)), path).toBe(true);
    expect(readFileSync(join(ROOT, info.bin['babylon-image-to-3d']), 'utf8')).toMatch(
      /^#!\/usr\/bin\/env node\n/,
    );
    expect(PACKAGE_NAME).toBe(`${info.name} ${info.version}`);
  });

  test('the run-time entry reaches neither React nor the Inspector, nor Node', () => {
    const { packages, files } = reach(entry('.'));
    expect(files.size).toBeGreaterThan(50);
    expect(packages).toContain('@babylonjs/core/Meshes/transformNode.js');
    expect(some(packages, /^(react|@fluentui|@babylonjs\/inspector|node:|sharp|hono)/)).toEqual([]);
  });

  test('the engine’s entry reaches no Babylon and no client', () => {
    const { packages, files } = reach(entry('./local-engine'));
    expect(some(packages, /babylonjs|fal-ai|react|node:/)).toEqual([]);
    expect(some(files, /local-engine-worker\.js$/)).toHaveLength(1);
  });

  test('the edge entry of the server reaches no Node module; the Node entry reaches no browser code', () => {
    expect(some(reach(entry('./server')).packages, /^(node:|sharp|react|@babylonjs)/)).toEqual([]);
    expect(some(reach(entry('./server/node')).packages, /^(react|@babylonjs)/)).toEqual([]);
  });

  test('the command line and the Node entry reach no scene', () => {
    expect(some(reach(entry('./node')).packages, /^(react|@babylonjs)/)).toEqual([]);
    expect(some(reach(info.bin['babylon-image-to-3d']).packages, /^(react|@babylonjs)/)).toEqual([]);
  });

  test('everything reached is declared', () => {
    const declared = Object.keys({
      ...info.dependencies,
      ...info.optionalDependencies,
      ...info.peerDependencies,
    });
    const names = Object.keys(info.exports)
      .filter((name) => name !== './package.json')
      .flatMap((name) => [...reach(entry(name)).packages])
      .filter((name) => !name.startsWith('node:'))
      .map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      );
    expect([...new Set(names)].filter((name) => !declared.includes(name))).toEqual([]);
  });

  test('is published with nothing but itself', () => {
    const { stdout, status } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: ROOT,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    expect(status).toBe(0);
    const [pack]: readonly { readonly files: readonly { readonly path: string }[] }[] = JSON.parse(stdout);
    const paths = pack?.files.map(({ path }) => path) ?? [];
    const beside = paths.filter((path) => !/^dist\/[\w./-]+\.(?:js|d\.ts)$/.test(path)).sort();
    const allowed = [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      // The workers' own: what the KTX2 encoder fetches, and whose code is bundled into them.
      'dist/fit/basis_encoder.wasm',
      'dist/third-party-licenses.txt',
      // The reference, and the guides that messages name.
      'docs/api.md',
      'docs/bundlers.md',
      'docs/pages.md',
      'docs/servers.md',
      'package.json',
    ];
    expect(beside).toEqual(allowed);
    expect(paths.length).toBeGreaterThan(500);
  });
});

describe('what it depends on', () => {
  interface Locked {
    readonly version?: string;
    readonly license?: string;
    readonly dev?: boolean;
    readonly peer?: boolean;
    readonly integrity?: string;
    readonly hasInstallScript?: boolean;
  }
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  const production = Object.entries<Locked>(lock.packages).filter(
    ([path, { dev, peer }]) => path !== '' && !dev && !peer,
  );

  test('is under licences that ask for no more than their own text', () => {
    const permissive = new Set(['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0']);
    // A library of its own file, replaceable, loaded by the optional sharp.
    const isLibvips = (path: string) => /^node_modules\/@img\/sharp-/.test(path);
    const wrong = production.filter(([path, { license = 'none' }]) =>
      license
        .split(' AND ')
        .some((name) => !permissive.has(name) && !(name === 'LGPL-3.0-or-later' && isLibvips(path))),
    );
    expect(production.length).toBeGreaterThan(40);
    expect(wrong.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
  });

  test('is pinned to exact versions and contents, and runs nothing when it is installed', () => {
    const given = Object.entries<string>({ ...info.dependencies, ...info.optionalDependencies });
    expect(given.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    const loose = production.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'));
    expect(loose.map(([path]) => path)).toEqual([]);
    expect(production.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual(
      [],
    );
  });
});
