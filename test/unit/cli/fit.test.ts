import { link, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LintFinding } from '../../../plugin/budget/master-facts.ts';
import { readArguments } from '../../../plugin/cli/arguments.ts';
import { fitCommand } from '../../../plugin/cli/fit.ts';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import type { FitEngine, FitOptions, FitResult } from '../../../plugin/fit/contract.ts';
import { MASTER_STATS, masterFacts } from '../budget/facts.ts';

const GLB = new Uint8Array([1, 2, 3, 4]);
const AFTER = { ...MASTER_STATS, triangles: 19_982, maxTextureSizePx: 1024, fileBytes: 4 };

const RESULT: FitResult = {
  glb: GLB,
  lods: [],
  collider: {
    kind: 'hull',
    positions: new Float32Array([0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]),
    indices: new Uint32Array([0, 1, 2]),
  },
  report: {
    path: 'rebake',
    before: MASTER_STATS,
    after: AFTER,
    removedTriangles: { floaters: 12 },
    textureSize: 1024,
    textureQuality: 0.85,
    reducedForBytes: false,
    timingsMs: { bake: 900 },
    remarks: ['One floater was taken away.'],
  },
};

function engineOf(
  answer: (options: FitOptions) => Promise<FitResult>,
  findings: readonly LintFinding[] = [],
) {
  let isDisposed = false;
  const engine: FitEngine = {
    openAsync: async () => ({
      facts: masterFacts(),
      previewAsync: () => Promise.reject(new Error('not asked')),
      lintAsync: async () => findings,
      fitAsync: (_plan, options = {}) => answer(options),
      close: () => {},
    }),
    warmUpAsync: async () => {},
    dispose: () => {
      isDisposed = true;
    },
  };
  return { create: async () => engine, isDisposed: () => isDisposed };
}

let folder: string;
let input: string;
let written: { out: string; err: string };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fit-'));
  input = join(folder, 'in.glb');
  await writeFile(input, 'master');
  written = { out: '', err: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.out += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.err += text;
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const run = (words: string, engine = engineOf(async () => RESULT)) => {
  const command = readArguments(['fit', input, ...words.split(' ')]);
  if (command.type !== 'fit') throw new Error(JSON.stringify(command));
  return fitCommand(command, engine.create);
};
const failure = (promise: Promise<unknown>) => promise.catch((thrown: unknown) => thrown);

test('writes the file, its collider beside it, and says what was measured', async () => {
  const output = join(folder, 'out.glb');
  const engine = engineOf(async ({ onProgress }) => {
    onProgress?.('bake', 0.5);
    return RESULT;
  });
  expect(await run(`-o ${output} --collider hull --json`, engine)).toBe(0);
  expect(new Uint8Array(await readFile(output))).toEqual(GLB);
  const collider = JSON.parse(await readFile(join(folder, 'out.collider.json'), 'utf8'));
  expect(collider).toEqual({
    kind: 'hull',
    positions: [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1],
    indices: [0, 1, 2],
  });
  expect(JSON.parse(written.out)).toMatchObject({
    output,
    before: MASTER_STATS,
    after: AFTER,
    path: 'rebake',
    removedTriangles: { floaters: 12 },
    remarks: ['One floater was taken away.'],
    timingsMs: { bake: 900 },
    plan: { triangles: 20_000, collider: { kind: 'hull', maxVertices: 32 } },
    attempts: 1,
    collider,
    colliderFile: join(folder, 'out.collider.json'),
  });
  expect(written.err).toMatch(/bake 50 %\n.*write 100 %\n/);
  expect(written.err).toContain('19982 triangles, 1024 px');
  expect(written.err).toContain('Note: One floater was taken away.');
  expect((await readdir(folder)).toSorted()).toEqual(['in.glb', 'out.collider.json', 'out.glb']);
  expect(engine.isDisposed()).toBe(true);
});

test('what was found is printed with what was measured, and with the option that fixes it', async () => {
  const findings: readonly LintFinding[] = [
    { kind: 'floaters', count: 12, share: 0.0004 },
    { kind: 'diagonal', count: 1, share: 1, value: -31.6 },
    { kind: 'size-off', count: 1, share: 1, value: 0.0042 },
    { kind: 'black-metal', count: 900_000, share: 0.985 },
    { kind: 'webp-required', count: 2, share: 1 },
  ];
  const engine = () => engineOf(async () => RESULT, findings);
  await run(`-o ${join(folder, 'out.glb')} --repair default,size-off --json`, engine());
  expect(written.err).toContain(`Repaired: Floaters: 12 triangles in floating parts (< 0.1 %).
Found: Diagonal: stands turned by 32° about the up axis. To fix it: --repair default,size-off,diagonal
Repaired: Size: the longest side is 0.0042 m.
Found: Black metal: 99 % of the surface is metal and rough, which renders dark. To fix it: --repair default,size-off,black-metal
Found: WebP required: 2 images that tools without WebP cannot read. To fix it: --texture-format png
`);
  expect(JSON.parse(written.out)).toMatchObject({ findings });
  written.err = '';
  await run(`-o ${join(folder, 'png.glb')} --no-repair --texture-format png`, engine());
  expect(written.err).toContain('(< 0.1 %). To fix it: --repair floaters\n');
  expect(written.err).toContain('Repaired: WebP required');
});

test('what each stage took is told where that was asked for', async () => {
  await run(`-o ${join(folder, 'out.glb')}`);
  expect(written.err).not.toMatch(/bake 900 ms/);
  await run(`-o ${join(folder, 'out.glb')} --force --verbose`);
  expect(written.err).toContain('Note: bake 900 ms.\n');
});

test('limits: measured against allowed, and the limit that binds', async () => {
  await run(`-o ${join(folder, 'out.glb')} --preset mobile --json`);
  expect(JSON.parse(written.out)).toMatchObject({
    budget: {
      isMet: false,
      rows: [
        { limit: 'maxTriangles', measured: 19_982, allowed: 10_000, isMet: false },
        { limit: 'maxTextureSizePx', measured: 1024, allowed: 1024, isMet: true },
      ],
    },
    binding: 'maxTriangles',
    predicted: { triangles: 10_000 },
  });
  expect(written.err).toContain('Over budget: 19,982 triangles, where 10,000 are allowed.');
});

describe('the input', () => {
  test.each([
    ['by its name', async () => input],
    [
      'by a symbolic link',
      async () => {
        const path = join(folder, 'alias.glb');
        await symlink(input, path);
        return path;
      },
    ],
    [
      'by a hard link',
      async () => {
        const path = join(folder, 'twin.glb');
        await link(input, path);
        return path;
      },
    ],
  ])('is not overwritten %s', async (_name, makePath) => {
    const path = await makePath();
    expect(await failure(run(`-o ${path}`))).toMatchObject({
      code: 'validation',
      message: expect.stringContaining('--force'),
    });
    expect(await readFile(input, 'utf8')).toBe('master');
  });

  test('is overwritten when told to', async () => {
    expect(await run(`-o ${input} --force`)).toBe(0);
    expect(new Uint8Array(await readFile(input))).toEqual(GLB);
  });

  test('that is not there is told by its name', async () => {
    await rm(input);
    expect(await failure(run(`-o ${join(folder, 'out.glb')}`))).toMatchObject({
      code: 'validation',
      message: expect.stringContaining('in.glb'),
    });
  });
});

test.each([
  ['a folder that does not exist', () => '/nowhere/out.glb', '/nowhere'],
  ['a folder as the output', () => folder, 'is a folder'],
])('%s', async (_name, output, word) => {
  expect(await failure(run(`-o ${output()}`))).toMatchObject({
    code: 'unsupported-platform',
    message: expect.stringContaining(word),
  });
});

test('a fit that fails leaves no file and ends the engine', async () => {
  const engine = engineOf(async () => {
    throw new ImageTo3DError('unfittable', 'Skinned.');
  });
  expect(await failure(run(`-o ${join(folder, 'out.glb')}`, engine))).toMatchObject({ code: 'unfittable' });
  expect(await readdir(folder)).toEqual(['in.glb']);
  expect(engine.isDisposed()).toBe(true);
});

test('Ctrl-C stops the fit, and nothing is written', async () => {
  const before = process.listenerCount('SIGINT');
  const engine = engineOf(
    ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new ImageTo3DError('aborted', 'Stopped.')));
        process.emit('SIGINT');
      }),
  );
  expect(await failure(run(`-o ${join(folder, 'out.glb')}`, engine))).toMatchObject({ code: 'aborted' });
  expect(await readdir(folder)).toEqual(['in.glb']);
  expect(process.listenerCount('SIGINT')).toBe(before);
});
