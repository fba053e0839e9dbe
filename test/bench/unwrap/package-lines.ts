import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const OURS = fileURLToPath(new URL('../../../plugin/fit/unwrap/unwrap.ts', import.meta.url));
const [WATLAS, WASM] = ['js', 'wasm'].map((end) =>
  fileURLToPath(new URL(`../../../node_modules/watlas/dist/watlas.${end}`, import.meta.url)),
) as [string, string];

const kilobytes = (bytes: Uint8Array) =>
  `${(bytes.length / 1000).toFixed(1)} kB (${(gzipSync(bytes).length / 1000).toFixed(1)} kB gz)`;

async function bundled(entry: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    external: ['module', 'fs', 'path', 'url'],
    write: false,
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

/** How it answers where a page's policy forbids code made from strings. */
async function underPolicy(): Promise<string> {
  const script =
    "import('watlas').then(({ Initialize }) => Initialize()).then(() => console.log('It starts.'))";
  const flags = ['--disallow-code-generation-from-strings', '-e', script];
  const failed = (error: { stderr: string }) =>
    /EvalError: .*/.exec(error.stderr)?.[0] ?? error.stderr.slice(0, 200);
  return promisify(execFile)(process.execPath, flags).then(({ stdout }) => stdout.trim(), failed);
}

/** Size of both, and whether watlas runs in a page without `unsafe-eval`. */
export async function packageLines(): Promise<string> {
  const [ours, code, wasm] = await Promise.all([bundled(OURS), bundled(WATLAS), readFile(WASM)]);
  return `Size, minified: ours ${kilobytes(ours)}; watlas ${kilobytes(code)} and its wasm ${kilobytes(wasm)}, a file that it fetches by itself.

watlas where code from strings is forbidden (\`node --disallow-code-generation-from-strings\`, as under a content security policy without \`unsafe-eval\`): \`${await underPolicy()}\``;
}
