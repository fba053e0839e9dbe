import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { serveFolder } from '../../fixtures/served.ts';
import type { ConsumerProject } from './project.ts';

/** Packages of CommonJS, or that import such: a CDN turns them into modules, and so does this. */
const CONVERTED = ['react', 'react-dom', 'react/jsx-runtime', 'react-dom/client', '@fal-ai/client', 'saxes'];
/** Packages that import the former by name; a CDN bundles them with their own parts. */
const BUNDLED = ['@fluentui/react-components', '@fluentui/react-icons', '@babylonjs/inspector', 'zod', 'idb'];
const OWN = ['babylon-image-to-3d', '@noble/hashes', 'meshoptimizer'];

/** What a CDN such as esm.sh does: one module a package, sharing what they share; Babylon.js stays as it is. */
async function makeModules(folder: string): Promise<Record<string, string>> {
  const root = join(folder, '..');
  const require = createRequire(join(root, 'package.json'));
  const entries = join(folder, 'entries');
  mkdirSync(entries, { recursive: true });
  const fileOf = (name: string) => name.replaceAll(/[@/]/g, '_');
  for (const name of [...CONVERTED, ...BUNDLED]) {
    const names = CONVERTED.includes(name)
      ? Object.keys(require(name)).filter((key) => key !== 'default')
      : [];
    const code = CONVERTED.includes(name)
      ? `import all from '${name}';\nexport default all;\nexport const { ${names.join(', ')} } = all;\n`
      : `export * from '${name}';\n`;
    writeFileSync(join(entries, `${fileOf(name)}.js`), code);
  }
  await build({
    absWorkingDir: entries,
    entryPoints: [...CONVERTED, ...BUNDLED].map((name) => `${fileOf(name)}.js`),
    outdir: join(folder, 'modules'),
    bundle: true,
    splitting: true,
    format: 'esm',
    external: ['@babylonjs/core/*', '@babylonjs/loaders/*'],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  return Object.fromEntries([...CONVERTED, ...BUNDLED].map((name) => [name, `./modules/${fileOf(name)}.js`]));
}

/** The addresses behind a package's `exports`, for its entries without patterns. */
function entriesOf(folder: string, name: string): [string, string][] {
  const home = join(folder, '..', 'node_modules', name);
  const { exports } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  const target = (value: unknown): string | undefined => {
    if (typeof value === 'string') return value;
    const { browser, import: module, default: fallback } = (value ?? {}) as Record<string, unknown>;
    const next = browser ?? module ?? fallback;
    return next === undefined ? undefined : target(next);
  };
  return Object.entries(exports).flatMap(([key, value]) => {
    const path = target(value);
    if (!path || key.includes('*') || !/\.m?js$/.test(path)) return [];
    return [[name + key.slice(1), `../node_modules/${join(name, path)}`]];
  });
}

export const importMap: ConsumerProject = {
  name: 'import map',
  packages: {},
  configuration: [],
  async produce(folder) {
    const modules = await makeModules(folder);
    const imports = {
      ...modules,
      ...Object.fromEntries(OWN.flatMap((name) => entriesOf(folder, name))),
      '@babylonjs/core/': '../node_modules/@babylonjs/core/',
      '@babylonjs/loaders/': '../node_modules/@babylonjs/loaders/',
    };
    const html = readFileSync(join(folder, 'src', 'index.html'), 'utf8')
      .replace('<script', `<script type="importmap">${JSON.stringify({ imports })}</script>\n    <script`)
      .replace('./index.js', './src/index.js');
    writeFileSync(join(folder, 'index.html'), html);
    const site = await serveFolder(realpathSync(join(folder, '..')));
    return { ...site, url: `${site.url}import-map/` };
  },
};
