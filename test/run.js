// `npm test`: everything that must hold, in the order in which a failure is cheapest to see. With `--long`, campaigns
// run in full: every kill point with every kind of death, hundreds of rounds, millions of mutants.
import { spawnSync } from 'node:child_process';
import { ensureChromium } from './chromium.js';

const arguments_ = process.argv.slice(2).filter((argument) => argument !== '--long');
process.env.CHROMIUM_PATH = ensureChromium();
if (process.argv.includes('--long')) process.env.LONG = '1';

const steps = [
  ['lint', 'npx', ['biome', 'ci', '.']],
  ['types', 'npx', ['tsc', '-p', '.']],
  ['package', 'npm', ['run', '--silent', 'build']],
  ['publint', 'npx', ['publint', '--strict']],
  ['are the types wrong', 'npx', ['attw', '--pack', '.', '--profile', 'esm-only']],
  ['playground', 'npx', ['vite', 'build', 'playground', '-c', 'vite.config.ts', '--logLevel', 'warn']],
  ['tests', 'npx', ['vitest', 'run', ...arguments_]],
];

for (const [name, command, args] of steps) {
  const started = Date.now();
  console.log(`\n── ${name}`);
  const { status, error } = spawnSync(command, args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (error) throw error;
  if (status !== 0) {
    console.error(`── ${name} failed`);
    process.exit(status ?? 1);
  }
  console.error(`── ${name}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
}
