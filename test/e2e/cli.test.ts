import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { validateBytes } from 'gltf-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { measureGlb } from '../../plugin/glb/measure-glb.ts';

const run = promisify(execFile);
const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const EMOJI = fileURLToPath(new URL('../../node_modules/@lobehub/fluent-emoji-3d/assets/', import.meta.url));
const IMAGES = ['1f451', '1f344', '1f511', '1f3c6', '1f680', '1f36d', '2694-fe0f', '1f48e', '1f9ed', '1f369'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'image-to-3d-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function cli(args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
  const { FAL_KEY: _key, ...clean } = process.env;
  try {
    const { stdout, stderr } = await run(process.execPath, [CLI, ...args], {
      env: { ...clean, ...env },
      maxBuffer: 2 ** 24,
    });
    return { code: 0, stdout, stderr };
  } catch (thrown) {
    const { code, stdout, stderr } = thrown as Outcome;
    return { code, stdout, stderr };
  }
}

describe('generate', () => {
  test('ten images in a row', async () => {
    const hashes = new Set<string>();
    for (const name of IMAGES) {
      const output = join(folder, `${name}.glb`);
      const { code, stdout, stderr } = await cli([
        'generate',
        join(EMOJI, `${name}.webp`),
        '-o',
        output,
        '--decimation-target',
        '8000',
        '--texture-size',
        '1024',
        '--resolution',
        '512',
        '--seed',
        '7',
        '--json',
      ]);
      expect(code, stderr).toBe(0);
      const told = JSON.parse(stdout);
      const bytes = new Uint8Array(await readFile(output));
      const measured = measureGlb(bytes);
      expect(told).toMatchObject({
        ...measured,
        isLocal: true,
        endpoint: 'local',
        parameters: { decimation_target: 8000, seed: 7 },
      });
      expect(measured.vertices).toBeLessThanOrEqual(8000);
      expect(measured.vertices).toBeGreaterThan(7000);
      expect(measured.maxTextureSizePx).toBe(1024);
      const { issues } = await validateBytes(bytes);
      expect([issues.numErrors, issues.numWarnings]).toEqual([0, 0]);
      expect(stderr).toMatch(/running/);
      expect(stderr).toMatch(/not Trellis-2/);
      // The same after every run: said where it is asked for, and to programs.
      expect(stderr).not.toMatch(/Without effect/);
      expect(told.notes.join(' ')).toMatch(/No effect on the local engine: .*rescale/);
      hashes.add(told.imageSha256);
    }
    expect(hashes.size).toBe(IMAGES.length);
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('--verbose names the parameters without effect, in one note', async () => {
    const output = join(folder, 'verbose.glb');
    const small = ['--decimation-target', '5000', '--texture-size', '1024'];
    const { code, stderr } = await cli([
      'generate',
      join(EMOJI, '1f451.webp'),
      '-o',
      output,
      '--local',
      ...small,
      '--verbose',
    ]);
    expect(code, stderr).toBe(0);
    expect(stderr.match(/^Note: No effect on the local engine: .*$/gm)).toHaveLength(1);
    await rm(output);
  });

  test.each([
    ['a file that is not there', ['/nowhere/cat.png'], 3],
    ['a file that is no image', [fileURLToPath(import.meta.url)], 3],
    ['a parameter out of range', [join(EMOJI, '1f451.webp'), '--decimation-target', '10'], 4],
    ['a refused parameter', [join(EMOJI, '1f451.webp'), '--param', 'remesh_band=0'], 4],
    ['a server that is not there', [join(EMOJI, '1f451.webp'), '--endpoint', 'http://127.0.0.1:9'], 7],
    ['an unknown option', [join(EMOJI, '1f451.webp'), '--fast'], 2],
  ])('%s: says why, and leaves no file', async (_name, args, status) => {
    const output = join(folder, 'bad.glb');
    const { code, stdout, stderr } = await cli(['generate', ...args, '-o', output, '--json']);
    expect(code, stderr).toBe(status);
    expect(stderr).toMatch(/\w+.*[.\n]/);
    if (status !== 2)
      expect(JSON.parse(stdout)).toMatchObject({
        error: { code: expect.any(String), advice: expect.any(String) },
      });
    expect(await readdir(folder)).not.toContain('bad.glb');
  });

  test('a folder that does not exist is told before anything runs', async () => {
    const { code, stderr } = await cli(['generate', join(EMOJI, '1f451.webp'), '-o', '/nowhere/out.glb']);
    expect([code, stderr]).toEqual([10, expect.stringContaining('/nowhere')]);
  });

  test('an empty image is refused', async () => {
    const path = join(folder, 'empty.png');
    const { default: sharp } = await import('sharp');
    await writeFile(
      path,
      await sharp({ create: { width: 32, height: 32, channels: 4, background: '#0000' } })
        .png()
        .toBuffer(),
    );
    const { code, stderr } = await cli(['generate', path, '-o', join(folder, 'empty.glb')]);
    expect([code, stderr]).toEqual([3, expect.stringContaining('empty-image')]);
    expect(stderr.match(/transparent/g)).toHaveLength(1);
  });
});

describe('serve --local', () => {
  let base: string;
  let stop: () => Promise<number | null>;
  beforeAll(async () => {
    const child = spawn(process.execPath, [CLI, 'serve', '--local', '--port', '0']);
    base = await new Promise((resolve, reject) => {
      child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().split('\n')[0] ?? ''));
      child.once('exit', () => reject(new Error('serve ended')));
    });
    stop = () =>
      new Promise((resolve) => {
        child.once('exit', resolve);
        child.kill('SIGTERM');
      });
  });
  afterAll(() => stop?.());

  const curl = async (...args: string[]) => {
    const { stdout } = await run('curl', ['-sS', '-w', '\n%{http_code}', ...args]);
    const at = stdout.lastIndexOf('\n');
    return { status: Number(stdout.slice(at + 1)), body: JSON.parse(stdout.slice(0, at)) };
  };

  test('answers curl through submit, status, logs, result and media', async () => {
    const image = `data:image/webp;base64,${(await readFile(join(EMOJI, '1f451.webp'))).toString('base64')}`;
    const queue = `${base}/queue.fal.run/fal-ai/trellis-2`;
    const body = join(folder, 'input.json');
    await writeFile(
      body,
      JSON.stringify({ image_url: image, decimation_target: 8000, texture_size: 1024, resolution: 512 }),
    );
    const submitted = await curl(
      '-X',
      'POST',
      queue,
      '-H',
      'content-type: application/json',
      '--data',
      `@${body}`,
    );
    expect(submitted).toMatchObject({
      status: 200,
      body: { status: 'IN_QUEUE', request_id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    const { request_id: id } = submitted.body;
    const early = await curl(`${queue}/requests/${id}`);
    expect(early).toMatchObject({ status: 400, body: { detail: 'Request is still in progress' } });
    const states = new Set<string>();
    let answer = await curl(`${queue}/requests/${id}/status?logs=1`);
    while (answer.body.status !== 'COMPLETED') {
      expect(answer.status).toBe(202);
      states.add(answer.body.status);
      await new Promise((resolve) => setTimeout(resolve, 150));
      answer = await curl(`${queue}/requests/${id}/status?logs=1`);
    }
    expect(answer.status).toBe(200);
    expect(answer.body.logs.length).toBeGreaterThan(3);
    expect(answer.body.logs[0].message).toContain('local approximation');
    expect((await curl(`${queue}/requests/${id}/status?logs=0`)).body.logs).toBeNull();
    const result = await curl(`${queue}/requests/${id}`);
    expect(result).toMatchObject({ status: 200, body: { model_glb: { content_type: 'model/gltf-binary' } } });
    const file = join(folder, 'served.glb');
    await run('curl', ['-sS', '-o', file, result.body.model_glb.url]);
    const measured = measureGlb(new Uint8Array(await readFile(file)));
    expect(measured.fileBytes).toBe(result.body.model_glb.file_size);
    expect(measured.vertices).toBeGreaterThan(7000);
    expect((await curl('-X', 'PUT', `${queue}/requests/${id}/cancel`)).body).toEqual({
      status: 'ALREADY_COMPLETED',
    });
  });

  test('serves this command line through the real client', async () => {
    const output = join(folder, 'through.glb');
    const { code, stdout, stderr } = await cli([
      'generate',
      join(EMOJI, '1f344.webp'),
      '-o',
      output,
      '--endpoint',
      base,
      '--decimation-target',
      '8000',
      '--texture-size',
      '1024',
      '--resolution',
      '512',
      '--json',
    ]);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      endpoint: 'local-service',
      isLocal: true,
      requestId: expect.stringMatching(/-/),
    });
  });

  test('a port that is taken is told', async () => {
    const { code, stderr } = await cli(['serve', '--local', '--port', new URL(base).port]);
    expect([code, stderr]).toEqual([10, expect.stringContaining('EADDRINUSE')]);
  });
});
