import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { importMap } from './projects/import-map.ts';
import { nextTurbopack, nextWebpack } from './projects/next.ts';
import { parcel } from './projects/parcel.ts';
import { vite7, vite8 } from './projects/vite.ts';
import { webpack5 } from './projects/webpack.ts';
import { installProjects } from './tarball.ts';
import { type Walked, walkThrough } from './walk.ts';

const PROJECTS = [vite7, vite8, webpack5, nextTurbopack, nextWebpack, parcel, importMap];
const OUTPUT = fileURLToPath(new URL('../../test-output/', import.meta.url));

let folders: ReadonlyMap<string, string>;
const rows: string[] = [];
beforeAll(() => {
  folders = installProjects(PROJECTS);
});
afterAll(() => {
  mkdirSync(OUTPUT, { recursive: true });
  writeFileSync(
    `${OUTPUT}consumers.md`,
    `| bundler | mode | generate | fit | pane |\n|---|---|---|---|---|\n${rows.join('\n')}\n`,
  );
});

describe.each(PROJECTS)('$name', ({ name, develop, produce }) => {
  const walk = async (mode: string, start: NonNullable<typeof develop>) => {
    const site = await start(folders.get(name)!);
    const walked: Walked = { generate: false, fit: false, pane: false };
    try {
      await walkThrough(site.url, walked);
    } finally {
      const answers = Object.values(walked).map((isDone) => (isDone ? 'yes' : '**no**'));
      rows.push(`| ${[name, mode, ...answers].join(' | ')} |`);
      await site.close();
    }
  };

  test.runIf(develop)('development: generate, fit and the pane', () => walk('development', develop!));
  test('production: generate, fit and the pane', () => walk('production', produce));
});
