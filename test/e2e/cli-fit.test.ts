import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { validateBytes } from 'gltf-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { measureGlb } from '../../plugin/glb/measure-glb.ts';
import { boxGlb, gridBox, gridBoxGlb } from '../fixtures/grid-box.ts';
import { fromGlb, toGlb } from '../unit/fit/document/make-document.ts';
import { outline } from '../unit/fit/document/outline.ts';
import { sceneBounds } from '../unit/fit/document/render.ts';

const run = promisify(execFile);
const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const PROFILES = fileURLToPath(
  new URL('../../node_modules/@webxr-input-profiles/assets/dist/profiles/', import.meta.url),
);
const controller = (name: string) => join(PROFILES, `${name}.glb`);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'image-to-3d-fit-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function cli(args: readonly string[]): Promise<Outcome> {
  try {
    const { stdout, stderr } = await run(process.execPath, [CLI, 'fit', ...args], { maxBuffer: 2 ** 24 });
    return { code: 0, stdout, stderr };
  } catch (thrown) {
    const { code, stdout, stderr } = thrown as Outcome;
    return { code, stdout, stderr };
  }
}

const read = async (path: string) => new Uint8Array(await readFile(path));

describe('GLBs that nobody here made', () => {
  test.each([
    'htc-vive/none',
    'magicleap-two/none',
    'oculus-touch/left',
    'oculus-touch-v3/right',
    'htc-vive-focus/none',
    'htc-vive-cosmos/right',
    'pico-4u/left',
    'pico-4/left',
    'microsoft-mixed-reality/left',
    'oculus-go/none',
    'yvr-touch-v2/right',
    'generic-trigger-squeeze/left',
    'generic-hand/left',
  ])('%s: half its triangles at 512 px, or a clear reason', async (name) => {
    const input = controller(name);
    const output = join(folder, `${name.replace('/', '-')}.glb`);
    const master = await read(input);
    const before = measureGlb(master);
    const target = Math.floor(before.triangles / 2);
    const words = ['--triangles', `${target}`, '--texture-size', '512', '--json'];
    const { code, stdout, stderr } = await cli([input, '-o', output, ...words]);
    const told = JSON.parse(stdout);
    if (code !== 0) {
      expect([name, code, told.error.code]).toEqual(['generic-hand/left', 9, 'unfittable']);
      expect(stderr).toMatch(/2,314 triangles.*skin/);
      return;
    }
    const fitted = await read(output);
    const after = measureGlb(fitted);
    expect(told).toMatchObject({ before, after, plan: { triangles: target } });
    if (after.triangles > target)
      expect(told.remarks.join()).toContain(after.triangles.toLocaleString('en-US'));
    expect(after.maxTextureSizePx).toBeLessThanOrEqual(512);
    expect([after.drawCalls, after.materials]).toEqual([before.drawCalls, before.materials]);
    const [source, result] = [await fromGlb(master), await fromGlb(fitted)];
    const [bounds, moved] = [sceneBounds(source), sceneBounds(result)];
    const diagonal = Math.hypot(...bounds.max.map((value, i) => value - bounds.min[i]!));
    for (const side of ['min', 'max'] as const)
      for (const [i, value] of moved[side].entries())
        expect(Math.abs(value - bounds[side][i]!) / diagonal).toBeLessThan(0.005);
    expect(outline(result)).toEqual(outline(source));
    const [was, is] = [(await validateBytes(master)).issues, (await validateBytes(fitted)).issues];
    expect(is.numErrors).toBeLessThanOrEqual(was.numErrors);
  });
});

describe('a preset', () => {
  test('tells what it measured against what is allowed', async () => {
    const output = join(folder, 'mobile.glb');
    const { code, stdout } = await cli([
      controller('magicleap-two/none'),
      '-o',
      output,
      '--preset',
      'mobile',
      '--json',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).budget).toMatchObject({
      isMet: true,
      rows: [
        { limit: 'maxTriangles', allowed: 10_000, isMet: true },
        { limit: 'maxTextureSizePx', allowed: 1024, isMet: true },
      ],
    });
  });

  test('a limit of bytes is met by the file that is written', async () => {
    const output = join(folder, 'small.glb');
    const { code, stderr } = await cli([
      controller('magicleap-two/none'),
      '-o',
      output,
      '--max-bytes',
      '150kB',
      '--enforce-budget',
    ]);
    expect(code, stderr).toBe(0);
    const { length } = await readFile(output);
    expect(length).toBeLessThanOrEqual(150_000);
    expect(length).toBeGreaterThan(90_000);
  });
});

describe('LODs and a collider', () => {
  const make = async (...words: string[]) => {
    const [input, output] = ['box', 'with-extras'].map((name) => join(folder, `${name}.glb`));
    await writeFile(input!, await boxGlb(gridBox(6000)));
    return cli([input!, '-o', output!, '--triangles', '900', ...words]);
  };

  test('are named with their numbers; a collider of an earlier fit is called old', async () => {
    const made = await make('--lods', '--collider', 'box');
    expect(made.code, made.stderr).toBe(0);
    expect(made.stderr).toMatch(/^LODs: \d+, \d+, \d+ triangles$/m);
    expect(made.stderr).toMatch(/with-extras\.collider\.json: collider \(box\)$/m);
    const { code, stderr } = await make();
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/with-extras\.collider\.json was made by an earlier fit/);
    expect(stderr).not.toMatch(/LODs|collider \(/);
  });
});

describe('refusals leave no file', () => {
  const input = controller('generic-fixed-hand/left');
  const text = () => join(folder, 'text.glb');
  const morphed = () => join(folder, 'morphed.glb');
  beforeAll(async () => {
    await writeFile(text(), 'not a GLB');
    const document = await fromGlb(await gridBoxGlb(4));
    const [primitive] = document.getRoot().listMeshes()[0]!.listPrimitives();
    const moved = primitive!.getAttribute('POSITION')!.clone();
    primitive!.addTarget(document.createPrimitiveTarget().setAttribute('POSITION', moved));
    await writeFile(morphed(), await toGlb(document));
  });

  test.each([
    ['an input that is not there', () => ['/nowhere/in.glb'], 4, 'validation'],
    ['no GLB', () => [text()], 9, 'invalid-glb'],
    ['a ceiling out of reach', () => [input, '--max-bytes', '900', '--enforce-budget'], 4, 'over-budget'],
    ['a target that morphed geometry cannot have', () => [morphed(), '--triangles', '9'], 9, 'unfittable'],
  ])('%s', async (_name, words, status, error) => {
    const output = join(folder, 'refused.glb');
    const { code, stdout, stderr } = await cli([...words(), '-o', output, '--json']);
    expect([code, JSON.parse(stdout).error.code], stderr).toEqual([status, error]);
    expect(stderr).toContain(`Error (${error})`);
    expect((await readdir(folder)).filter((name) => /refused|\.part$/.test(name))).toEqual([]);
  });

  test('the input is not overwritten unless told', async () => {
    const own = join(folder, 'own.glb');
    const bytes = await read(input);
    await writeFile(own, bytes);
    const { code, stderr } = await cli([own, '-o', own]);
    expect([code, stderr]).toEqual([4, expect.stringContaining('--force')]);
    expect(await read(own)).toEqual(bytes);
  });

  test('wrong words', async () => {
    const { code, stderr } = await cli([input, '-o', join(folder, 'x.glb'), '--preset', 'toaster']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('toaster')]);
  });

  test('Ctrl-C', async () => {
    const output = join(folder, 'stopped.glb');
    const child = spawn(process.execPath, [CLI, 'fit', controller('htc-vive/none'), '-o', output]);
    const code = await new Promise((resolve) => {
      child.stderr.once('data', () => child.kill('SIGINT'));
      child.once('exit', resolve);
    });
    expect(code).toBe(130);
    expect((await readdir(folder)).filter((name) => name.startsWith('stopped'))).toEqual([]);
  });
});
