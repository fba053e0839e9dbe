// Runs a TypeScript bench without a compiler of its own: node test/bench/run.mjs local-engine [--quick] [--node-only]
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const [name = 'local-engine'] = process.argv.slice(2);
await runnerImport(fileURLToPath(new URL(`./${name}-bench.ts`, import.meta.url)), { logLevel: 'error' });
