import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ConsumerProject } from './projects/project.ts';

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

const PEERS = [
  '@babylonjs/core',
  '@babylonjs/inspector',
  '@babylonjs/loaders',
  '@fluentui/react-components',
  '@fluentui/react-icons',
  'react',
  'react-dom',
];

/**
 * Strangers' projects outside of this repository, as workspaces of one install: npm gets the tarball, its peers in the
 * versions of this repository, and what each project names. Returns their folders by name.
 */
export function installProjects(projects: readonly ConsumerProject[]): ReadonlyMap<string, string> {
  const root = process.env.CONSUMERS ?? mkdtempSync(join(tmpdir(), 'image-to-3d-consumers-'));
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const peers = Object.fromEntries(PEERS.map((name) => [name, devDependencies[name]]));
  const folders = new Map<string, string>();
  for (const { name, packages, prepare } of projects) {
    const folder = join(root, name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'));
    folders.set(name, folder);
    cpSync(APP, join(folder, 'src'), { recursive: true });
    writeJson(join(folder, 'package.json'), { private: true, type: 'module', devDependencies: packages });
    prepare?.(folder);
  }
  writeJson(join(root, 'package.json'), {
    private: true,
    type: 'module',
    workspaces: [...folders.values()].map((folder) => relative(root, folder)),
    dependencies: { ...peers, 'babylon-image-to-3d': `file:${packTarball()}` },
    // Parcel's one line; the others do not read it.
    '@parcel/resolver-default': { packageExports: true },
  });
  execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: root, stdio: 'pipe' });
  return folders;
}

const writeJson = (path: string, value: unknown) => writeFileSync(path, JSON.stringify(value, null, 2));
