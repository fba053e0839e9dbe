// `npm run build`: the package as it is published, in dist/. `--if-changed` does nothing when dist/ is up to date.
import { spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const STAMP = `${ROOT}node_modules/.cache/babylon-image-to-3d/build`;
/** All that a build reads. The lock file is the one in which npm writes down what is really installed. */
const SOURCES = ['plugin', 'scripts', 'package.json', 'tsconfig.json', 'node_modules/.package-lock.json'];

/** Names, sizes and times of all files; different each time when one of them is missing. */
function fingerprint(paths) {
  const hash = createHash('sha256');
  const visit = (path) => {
    const found = statSync(`${ROOT}${path}`, { bigint: true });
    if (found.isDirectory())
      for (const name of readdirSync(`${ROOT}${path}`).sort()) visit(`${path}/${name}`);
    else hash.update(`${path} ${found.size} ${found.mtimeNs}\n`);
  };
  try {
    for (const path of paths) visit(path);
    return hash.digest('hex');
  } catch {
    return randomUUID();
  }
}

// Taken before the build: what is changed while it runs is built by the next one.
const sources = fingerprint(SOURCES);
const stamp = () => `${sources} ${fingerprint(['dist'])}`;
const isUpToDate = () => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp();

if (!process.argv.includes('--if-changed') || !isUpToDate()) {
  // What an earlier build left behind would be published too.
  for (const path of [STAMP, `${ROOT}dist`]) rmSync(path, { recursive: true, force: true });
  const { status } = spawnSync('npx', ['tsc', '-p', 'plugin'], {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
  await import('./bundle-workers.js');
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, stamp());
}
