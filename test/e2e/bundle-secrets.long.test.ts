import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { CANARY, CANARY_FORMS } from '../fixtures/echoing-fal.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'image-to-3d-bundles-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const KEYS = { FAL_KEY: CANARY, VITE_FAL_KEY: CANARY, FAL_KEY_ID: CANARY, FAL_KEY_SECRET: CANARY };

// Vite puts variables that begin with VITE_ where a source asks for them: none may ask for a key.
test.each([
  ['the package', ['tsc', '-p', 'plugin', '--outDir']],
  [
    'the playground',
    ['vite', 'build', 'playground', '-c', 'vite.config.ts', '--logLevel', 'error', '--outDir'],
  ],
])('%s, built with a key in the environment, does not hold it', (name, command) => {
  const out = join(folder, name.replace(' ', '-'));
  const { status, stderr } = spawnSync('npx', [...command, out], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, ...KEYS },
    shell: process.platform === 'win32',
  });
  expect(status, stderr).toBe(0);
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(100);
  const telling = files.filter((file) => {
    const text = readFileSync(join(file.parentPath, file.name), 'latin1');
    return CANARY_FORMS.some((form) => text.includes(form));
  });
  expect(telling.map((file) => file.name)).toEqual([]);
});
