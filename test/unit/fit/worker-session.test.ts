import { describe, expect, test } from 'vitest';
import { DEFAULT_FIT_PLAN } from '../../../plugin/budget/fit-plan.ts';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { createWorkerFitEngine } from '../../../plugin/fit/workers/worker-session.ts';
import { scriptedWorkers } from '../../fixtures/scripted-worker.ts';

const FACTS = { kind: 'surface', uvCharts: 3, maps: [] };

/** Workers that open their masters; all else is answered when the test says so. */
function scriptedEngine() {
  const { start, workers } = scriptedWorkers(({ done }, message) => {
    if (message.kind === 'call' && (message.name === 'open' || message.name === 'warmUp'))
      queueMicrotask(() => done(message.id, FACTS));
  });
  return { workers, engine: createWorkerFitEngine(start) };
}

const MASTER = new Uint8Array([1, 2, 3]);

test('an engine that is disposed of ends a worker that still reads its master, at once', async () => {
  const { start, workers } = scriptedWorkers();
  const engine = createWorkerFitEngine(start);
  const opened = engine.openAsync(MASTER);
  await Promise.resolve();
  engine.dispose();
  expect(workers[0]!.isEnded).toBe(true);
  await expect(opened).rejects.toMatchObject({ code: 'aborted' });
});

describe('a session', () => {
  test('gives its worker a copy of the bytes', async () => {
    const { workers, engine } = scriptedEngine();
    await engine.openAsync(Buffer.from(MASTER));
    const [open] = workers[0]!.messages;
    expect(open).toMatchObject({ name: 'open', request: { master: MASTER } });
    expect(MASTER).toHaveLength(3);
  });

  test('a stopped preview rejects at once, and the worker is notified', async () => {
    const { workers, engine } = scriptedEngine();
    const session = await engine.openAsync(MASTER);
    const stop = new AbortController();
    const older = session.previewAsync(500, { signal: stop.signal });
    stop.abort();
    const newer = session.previewAsync(400);
    await expect(older).rejects.toMatchObject({ code: 'aborted' });
    const { messages, names, done } = workers[0]!;
    expect(names).toEqual(['open', 'preview', 'abort', 'preview']);
    done(messages[3]!.id, { triangles: 400 });
    expect(await newer).toEqual({ triangles: 400 });
  });

  test('a preview does not end a fit, whose progress comes through', async () => {
    const { workers, engine } = scriptedEngine();
    const session = await engine.openAsync(MASTER);
    const stages: [string, number][] = [];
    const fit = session.fitAsync(DEFAULT_FIT_PLAN, { onProgress: (...report) => stages.push(report) });
    session.previewAsync(400).catch(() => {});
    const { messages, events, failed } = workers[0]!;
    const { id } = messages[1]!;
    events.onReply({ kind: 'progress', id, stage: 'bake', fraction: 0.5 });
    failed(id, 'over-budget', 'Too much.');
    await expect(fit).rejects.toMatchObject({ code: 'over-budget', message: 'Too much.' });
    expect(stages).toEqual([['bake', 0.5]]);
    session.close();
  });

  test('what is wrong is looked for once', async () => {
    const { workers, engine } = scriptedEngine();
    const session = await engine.openAsync(MASTER);
    expect(session.lintAsync()).toBe(session.lintAsync());
    expect(workers[0]!.names.filter((name) => name === 'lint')).toHaveLength(1);
    session.lintAsync().catch(() => {});
    session.close();
  });

  test('closing ends the worker and everything that waits', async () => {
    const { workers, engine } = scriptedEngine();
    const session = await engine.openAsync(MASTER);
    const preview = session.previewAsync(400);
    session.close();
    await expect(preview).rejects.toMatchObject({ code: 'aborted' });
    await expect(session.fitAsync(DEFAULT_FIT_PLAN)).rejects.toMatchObject({ code: 'aborted' });
    expect(workers[0]!.isEnded).toBe(true);
  });

  test('a crash is told to whoever waits and to whoever asks later', async () => {
    const { workers, engine } = scriptedEngine();
    const session = await engine.openAsync(MASTER);
    const preview = session.previewAsync(400);
    workers[0]!.events.onCrash(new ImageTo3DError('internal', 'Out of memory.'));
    await expect(preview).rejects.toMatchObject({ code: 'internal', message: 'Out of memory.' });
    await expect(session.previewAsync(300)).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('an engine', () => {
  test('gives every master a worker of its own and ends them all', async () => {
    const { workers, engine } = scriptedEngine();
    await engine.openAsync(MASTER);
    await engine.openAsync(MASTER);
    expect(workers).toHaveLength(2);
    engine.dispose();
    expect(workers.map(({ isEnded }) => isEnded)).toEqual([true, true]);
    await expect(engine.openAsync(MASTER)).rejects.toMatchObject({ code: 'aborted' });
  });

  test('a worker that was warmed up serves the next master, and only that', async () => {
    const { workers, engine } = scriptedEngine();
    await Promise.all([engine.warmUpAsync(), engine.warmUpAsync()]);
    await engine.openAsync(MASTER);
    await engine.openAsync(MASTER);
    expect(workers.map(({ names }) => names)).toEqual([['warmUp', 'open'], ['open']]);
  });

  test('one that crashed while it waited is replaced', async () => {
    const { workers, engine } = scriptedEngine();
    await engine.warmUpAsync();
    workers[0]!.events.onCrash(new ImageTo3DError('internal', 'Gone.'));
    await engine.openAsync(MASTER);
    expect(workers).toHaveLength(2);
  });

  test('a warm-up that failed is tried again by the next', async () => {
    const { start, workers } = scriptedWorkers(({ done, failed, messages }, { id }) =>
      queueMicrotask(() =>
        messages.length === 1 ? failed(id, 'internal', 'The codec did not load.') : done(id, undefined),
      ),
    );
    const engine = createWorkerFitEngine(start);
    await expect(engine.warmUpAsync()).rejects.toThrow('did not load');
    await engine.warmUpAsync();
    await engine.warmUpAsync();
    expect(workers.map(({ names }) => names)).toEqual([['warmUp', 'warmUp']]);
  });

  test('what is wrong is looked for again where that failed', async () => {
    const { workers, engine } = scriptedEngine();
    const session = await engine.openAsync(MASTER);
    const first = session.lintAsync();
    const { messages, done, failed } = workers[0]!;
    failed(messages[1]!.id, 'internal', 'No.');
    await expect(first).rejects.toThrow('No.');
    const second = session.lintAsync();
    done(messages[2]!.id, []);
    expect(await second).toEqual([]);
  });

  test('an aborted open ends its worker', async () => {
    const { workers, engine } = scriptedEngine();
    const stop = new AbortController();
    const opened = engine.openAsync(MASTER, { signal: stop.signal });
    stop.abort();
    await expect(opened).rejects.toMatchObject({ code: 'aborted' });
    expect(workers[0]!.isEnded).toBe(true);
  });
});
