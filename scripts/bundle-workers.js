// Makes each worker of a page one file that imports nothing, so that any bundler, or none, can serve it: bundlers follow
// `new Worker(new URL('./x.js', import.meta.url))` to it. Its text is kept beside it for pages where the file is missing.
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');
const WORKERS = ['fit/fit-worker', 'local-engine/local-engine-worker', 'image/decode-worker'];

/** Libraries ask for these on Node only; in a browser the branch is never taken. */
const withoutNode = {
  name: 'without-node',
  setup(build) {
    build.onResolve({ filter: /^[a-z:_/]+$/ }, ({ path }) =>
      isBuiltin(path) ? { path, namespace: 'node' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'node' }, () => ({ contents: 'export default undefined;' }));
  },
};

/** A file that a library fetches lies beside the worker, and the worker names it there. */
const filesBeside = {
  name: 'files-beside',
  setup(build) {
    build.onLoad({ filter: /\.js$/ }, ({ path }) => {
      const code = readFileSync(path, 'utf8');
      if (!/\.wasm["'], import\.meta\.url/.test(code)) return undefined;
      const contents = code.replaceAll(
        /["']([^"']*\/)?([\w-]+\.wasm)["'], import\.meta\.url/g,
        (_, folder, name) => {
          copyFileSync(
            join(dirname(path), folder ?? '', name),
            join(build.initialOptions.outfile, '..', name),
          );
          return `"./${name}", import.meta.url`;
        },
      );
      return { contents };
    });
  },
};

/** The package that a bundled file belongs to, as a folder; undefined for our own files. */
function packageFolder(input) {
  const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input) ?? [];
  return folder;
}

const packages = new Set();
for (const name of WORKERS) {
  const outfile = join(DIST, `${name}.js`);
  const { metafile } = await build({
    entryPoints: [join(ROOT, 'plugin', `${name}.ts`)],
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    legalComments: 'none',
    metafile: true,
    absWorkingDir: ROOT,
    plugins: [withoutNode, filesBeside],
    logLevel: 'warning',
  });
  for (const input of Object.keys(metafile.inputs)) {
    const folder = packageFolder(input);
    if (folder) packages.add(folder);
  }
  const text = readFileSync(outfile, 'utf8');
  writeFileSync(join(DIST, `${name}-text.js`), `export const text = ${JSON.stringify(text)};\n`);
}

const LICENCE = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'LICENCE', 'LICENSE-MIT'];
const notices = [...packages].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
  const file = LICENCE.map((each) => join(ROOT, folder, each)).find((each) => existsSync(each));
  return `${name} ${version} (${license})\n\n${file ? readFileSync(file, 'utf8').trim() : `Licence: ${license}`}`;
});
writeFileSync(
  join(DIST, 'third-party-licenses.txt'),
  `Bundled into the workers of this package:\n\n${notices.join(`\n\n${'-'.repeat(78)}\n\n`)}\n`,
);
