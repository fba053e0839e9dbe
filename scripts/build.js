// `npm run build`: the package as it is published, in dist/.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

// What an earlier build left behind would be published too.
rmSync(`${ROOT}dist`, { recursive: true, force: true });
const { status } = spawnSync('npx', ['tsc', '-p', 'plugin'], {
  cwd: ROOT,
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (status !== 0) process.exit(status ?? 1);
await import('./bundle-workers.js');
