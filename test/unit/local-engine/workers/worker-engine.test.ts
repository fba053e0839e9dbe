import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ImageTo3DError } from '../../../../plugin/core/errors.ts';
import type { LocalReport, LocalRequest } from '../../../../plugin/local-engine/contract.ts';
import { createWorkerEngine } from '../../../../plugin/local-engine/workers/worker-engine.ts';
import { LOCAL_DEFAULTS } from '../../../../plugin/recipe/local-parameters.ts';
import { scriptedWorkers } from '../../../fixtures/scripted-worker.ts';

const request: LocalRequest = {
  image: new Uint8Array([1, 2, 3]),
  parameters: { ...LOCAL_DEFAULTS, seed: 1 },
  profile: 'placeholder',
};
const resultWith = (seed: number) => ({
  glb: new Uint8Array([9]),
  report: { seed } as unknown as LocalReport,
});
const code = (expected: string) => expect.objectContaining({ code: expected });

/** Lets everything run that waits for no timer. */
const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('no worker starts before the first job, and one worker takes the jobs one after another', async () => {
  const { start, workers } = scriptedWorkers();
  const engine = createWorkerEngine(start);
  expect(workers).toHaveLength(0);
  const first = engine.generateAsync(request);
  const second = engine.generateAsync(request);
  expect(workers).toHaveLength(1);
  const [worker] = workers;
  expect(worker!.messages.map((m) => m.id)).toEqual([1]);
  worker!.done(1, resultWith(1));
  await settled();
  expect(worker!.messages.map((m) => m.id)).toEqual([1, 2]);
  worker!.done(2, resultWith(2));
  expect((await first).report.seed).toBe(1);
  expect((await second).report.seed).toBe(2);
});

test('the worker is busy exactly while jobs are pending', async () => {
  const { start, workers } = scriptedWorkers();
  const engine = createWorkerEngine(start);
  const run = engine.generateAsync(request);
  expect(workers[0]!.isBusy).toBe(true);
  workers[0]!.done(1, resultWith(1));
  await run;
  expect(workers[0]!.isBusy).toBe(false);
});

test('an error arrives with its code, message and fields', async () => {
  const { start, workers } = scriptedWorkers();
  const run = createWorkerEngine(start).generateAsync(request);
  const fields = [{ field: 'seed', message: 'no' }];
  workers[0]!.failed(1, 'empty-image', 'Nothing there.', fields);
  const error = await run.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ImageTo3DError);
  expect(error).toMatchObject({ code: 'empty-image', message: 'Nothing there.', fields });
});

test('progress of the running job reaches its caller only', async () => {
  const { start, workers } = scriptedWorkers();
  const engine = createWorkerEngine(start);
  const [first, second] = [vi.fn(), vi.fn()];
  void engine.generateAsync(request, { onProgress: first });
  void engine.generateAsync(request, { onProgress: second });
  workers[0]!.events.onReply({ kind: 'progress', id: 1, stage: 'mask', fraction: 0.25 });
  expect(first.mock.calls).toEqual([['mask', 0.25]]);
  expect(second).not.toHaveBeenCalled();
});

test('aborting a waiting job refuses it at once and never sends it', async () => {
  const { start, workers } = scriptedWorkers();
  const engine = createWorkerEngine(start);
  void engine.generateAsync(request);
  const abort = new AbortController();
  const waiting = engine.generateAsync(request, { signal: abort.signal });
  abort.abort();
  await expect(waiting).rejects.toEqual(code('aborted'));
  workers[0]!.done(1, resultWith(1));
  await settled();
  expect(workers[0]!.names).toEqual(['generate']);
});

test('aborting a running job refuses it at once; the worker is kept when it answers in time', async () => {
  const { start, workers } = scriptedWorkers();
  const engine = createWorkerEngine(start);
  const abort = new AbortController();
  const running = engine.generateAsync(request, { signal: abort.signal });
  const following = engine.generateAsync(request);
  abort.abort();
  await expect(running).rejects.toEqual(code('aborted'));
  expect(workers[0]!.messages.map(({ kind, id }) => [kind, id])).toEqual([
    ['call', 1],
    ['abort', 1],
  ]);
  workers[0]!.failed(1, 'aborted', 'Stopped.');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(workers).toHaveLength(1);
  expect(workers[0]!.isEnded).toBe(false);
  workers[0]!.done(2, resultWith(2));
  expect((await following).report.seed).toBe(2);
});

test('a worker that ignores an abort is replaced, and the next job runs on the new one', async () => {
  const { start, workers } = scriptedWorkers();
  const engine = createWorkerEngine(start);
  const abort = new AbortController();
  const running = engine.generateAsync(request, { signal: abort.signal });
  const following = engine.generateAsync(request);
  abort.abort();
  await expect(running).rejects.toEqual(code('aborted'));
  await vi.advanceTimersByTimeAsync(400);
  expect(workers.map((w) => w.isEnded)).toEqual([true, false]);
  expect(workers[1]!.messages.map((m) => m.id)).toEqual([1]);
  workers[0]!.done(1, resultWith(99));
  workers[1]!.done(1, resultWith(2));
  expect((await following).report.seed).toBe(2);
});

test('a signal that has fired already starts nothing', async () => {
  const { start, workers } = scriptedWorkers();
  const run = createWorkerEngine(start).generateAsync(request, { signal: AbortSignal.abort() });
  await expect(run).rejects.toEqual(code('aborted'));
  expect(workers).toHaveLength(0);
});

test('a crash refuses all pending work with internal, and the next job starts a new worker', async () => {
  const { start, workers } = scriptedWorkers();
  const engine = createWorkerEngine(start);
  const pending = [engine.generateAsync(request), engine.generateAsync(request)];
  workers[0]!.events.onCrash(new ImageTo3DError('internal', 'Out of memory.'));
  for (const run of pending)
    await expect(run).rejects.toMatchObject({ code: 'internal', message: 'Out of memory.' });
  const next = engine.generateAsync(request);
  await settled();
  expect(workers).toHaveLength(2);
  workers[1]!.done(1, resultWith(3));
  expect((await next).report.seed).toBe(3);
});

test('a worker that cannot start refuses the job with internal', async () => {
  const engine = createWorkerEngine(() => {
    throw new Error('no workers here');
  });
  await expect(engine.generateAsync(request)).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringContaining('no workers here'),
  });
});

test('warming up happens once per worker, and again after a crash', async () => {
  const { start, workers } = scriptedWorkers();
  const engine = createWorkerEngine(start);
  const both = [engine.warmUpAsync(), engine.warmUpAsync()];
  expect(workers[0]!.names).toEqual(['warmUp']);
  workers[0]!.done(1, null);
  await Promise.all(both);
  await settled();
  workers[0]!.events.onCrash(new ImageTo3DError('internal', 'gone'));
  void engine.warmUpAsync();
  expect(workers[1]!.names).toEqual(['warmUp']);
});

test('dispose ends the worker and refuses pending and later work with aborted', async () => {
  const { start, workers } = scriptedWorkers();
  const engine = createWorkerEngine(start);
  const running = engine.generateAsync(request);
  engine.dispose();
  await expect(running).rejects.toEqual(code('aborted'));
  expect(workers[0]!.isEnded).toBe(true);
  await expect(engine.generateAsync(request)).rejects.toEqual(code('aborted'));
  expect(workers).toHaveLength(1);
});

test('only the bytes of the view are handed over, not its whole buffer', () => {
  const { start, workers } = scriptedWorkers();
  const big = new Uint8Array(1000).fill(7);
  void createWorkerEngine(start).generateAsync({ ...request, image: big.subarray(10, 14) });
  expect(workers[0]!.messages[0]).toMatchObject({
    name: 'generate',
    request: { image: { buffer: { byteLength: 4 } } },
  });
});
