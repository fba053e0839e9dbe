import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const APP = fileURLToPath(new URL('app/', import.meta.url));

/** Packs the built package as npm publishes it; the path of the file. */
export function packTarball(): string {
  const folder = mkdtempSync(join(tmpdir(), 'image-to-3d-tarball-'));
  const output = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return join(folder, JSON.parse(output)[0].filename);
}

/**
 * A stranger's project in a folder of its own below this repository: the package is unpacked from the tarball, and what
 * it depends on is found in the repository's `node_modules`.
 */
export function unpackProject(name: string): string {
  const folder = join(ROOT, 'test-output', 'consumers', name);
  const target = join(folder, 'node_modules', 'babylon-image-to-3d');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  execFileSync('tar', ['-xzf', packTarball(), '-C', target, '--strip-components=1']);
  cpSync(APP, join(folder, 'src'), { recursive: true });
  return folder;
}

/** A stranger's project outside of this repository: npm installs the tarball and what else the project names. */
export function installProject(name: string, packages: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), `image-to-3d-${name}-`));
  cpSync(APP, join(folder, 'src'), { recursive: true });
  const npm = (...args: string[]) => execFileSync('npm', args, { cwd: folder, stdio: 'pipe' });
  npm('init', '-y', '--init-type=module');
  npm('install', '--no-audit', '--no-fund', packTarball(), ...packages);
  return folder;
}
