import { execFile } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { callWorker } from '../../../plugin/worker/call-worker.ts';
import { startInProcess, startNodeWorker } from '../../../plugin/worker/node-worker.ts';
import type { StartWorker } from '../../../plugin/worker/protocol.ts';
import { type TestFunctions, testFunctions } from '../../fixtures/worker-protocol/functions.ts';
import { testProtocol, testThread } from '../../fixtures/worker-protocol/protocol-tests.ts';

let folder = '';
const built = (name: string) => join(folder, `${name}.mjs`);

// A thread runs no TypeScript.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worker-protocol-'));
  const names = ['thread', 'ends-by-itself'];
  await build({
    entryPoints: names.map((name) => `test/fixtures/worker-protocol/${name}.ts`),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
});
afterAll(() => rm(folder, { recursive: true }));

const start: StartWorker = (events) =>
  startNodeWorker(pathToFileURL(built('thread')), { name: 'test thread' }, events);

describe('a thread of Node', () => {
  testProtocol(start);
  testThread(start);

  test('that exits rejects the open calls, with its exit code', async () => {
    const { call } = callWorker<TestFunctions & { exit(code: number): Promise<never> }>(start);
    const waiting = call('wait', 'a');
    void call('exit', 3).catch(() => {});
    await expect(waiting).rejects.toMatchObject({
      code: 'internal',
      message: 'The test thread ended with code 3.',
    });
  });

  test('does not keep its process alive when it is idle, if so configured', async () => {
    const run = promisify(execFile)(process.execPath, [
      built('ends-by-itself'),
      pathToFileURL(built('thread')).href,
    ]);
    expect((await run).stdout).toBe('42\n');
  });

  test('leaves nothing behind a call: no port, no listener of the signal', async () => {
    const { call, end } = callWorker<TestFunctions>(start);
    const { signal } = new AbortController();
    const ports = () => process.getActiveResourcesInfo().filter((kind) => kind === 'MessagePort').length;
    await call('stops', undefined);
    const before = ports();
    for (let i = 0; i < 20; i++) await call('report', 5, { signal, onProgress: () => {} });
    await call('refuse', undefined, { signal }).catch(() => {});
    expect(ports()).toBe(before);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    end(new ImageTo3DError('aborted', 'Closed.'));
  });
});

describe('the calling thread instead of a worker', () => {
  testProtocol((events) => startInProcess(testFunctions(), events));
});
