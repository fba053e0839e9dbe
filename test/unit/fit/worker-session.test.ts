import { describe, expect, test } from 'vitest';
import { DEFAULT_FIT_PLAN } from '../../../plugin/budget/fit-plan.ts';
import type { FitMessage, FitPortEvents } from '../../../plugin/fit/hosts/protocol.ts';
import { createWorkerFitEngine } from '../../../plugin/fit/hosts/worker-session.ts';

const FACTS = { kind: 'surface', uvCharts: 3, maps: [] };

/** Workers that write down what they are told and answer when the test says so. */
function scriptedWorkers() {
  const workers: { events: FitPortEvents; messages: FitMessage[]; isEnded: boolean }[] = [];
  const engine = createWorkerFitEngine((events) => {
    const worker = { events, messages: [] as FitMessage[], isEnded: false };
    workers.push(worker);
    return {
      post(message) {
        worker.messages.push(message);
        if (message.kind === 'open' || message.kind === 'warm-up')
          queueMicrotask(() => events.onReply({ kind: 'done', id: message.id, answer: FACTS as never }));
      },
      terminate() {
        worker.isEnded = true;
      },
    };
  });
  return { workers, engine };
}

const MASTER = new Uint8Array([1, 2, 3]);

test('an engine that is disposed of ends a worker that still reads its master, at once', async () => {
  let isEnded = false;
  const engine = createWorkerFitEngine(() => ({
    post() {},
    terminate() {
      isEnded = true;
    },
  }));
  const opened = engine.open(MASTER);
  await Promise.resolve();
  engine.dispose();
  expect(isEnded).toBe(true);
  await expect(opened).rejects.toMatchObject({ code: 'aborted' });
});

describe('a session', () => {
  test('gives its worker a copy of the bytes', async () => {
    const { workers, engine } = scriptedWorkers();
    await engine.open(Buffer.from(MASTER));
    const [open] = workers[0]!.messages;
    expect(open).toMatchObject({ kind: 'open', request: { master: MASTER } });
    expect(MASTER).toHaveLength(3);
  });

  test('a newer preview ends the older one, and tells the worker', async () => {
    const { workers, engine } = scriptedWorkers();
    const session = await engine.open(MASTER);
    const [older, newer] = [session.preview(500), session.preview(400)];
    await expect(older).rejects.toMatchObject({ code: 'aborted' });
    const { messages, events } = workers[0]!;
    expect(messages.map(({ kind }) => kind)).toEqual(['open', 'preview', 'abort', 'preview']);
    events.onReply({ kind: 'done', id: messages[3]!.id, answer: { triangles: 400 } as never });
    expect(await newer).toEqual({ triangles: 400 });
  });

  test('a preview does not end a fit, whose progress comes through', async () => {
    const { workers, engine } = scriptedWorkers();
    const session = await engine.open(MASTER);
    const stages: [string, number][] = [];
    const fit = session.fit(DEFAULT_FIT_PLAN, { onProgress: (...report) => stages.push(report) });
    session.preview(400).catch(() => {});
    const { messages, events } = workers[0]!;
    const { id } = messages[1]!;
    events.onReply({ kind: 'progress', id, stage: 'bake', fraction: 0.5 });
    events.onReply({ kind: 'failed', id, code: 'over-budget', message: 'Too much.', fields: [] });
    await expect(fit).rejects.toMatchObject({ code: 'over-budget', message: 'Too much.' });
    expect(stages).toEqual([['bake', 0.5]]);
    session.close();
  });

  test('what is wrong is looked for once', async () => {
    const { workers, engine } = scriptedWorkers();
    const session = await engine.open(MASTER);
    expect(session.lint()).toBe(session.lint());
    expect(workers[0]!.messages.filter(({ kind }) => kind === 'lint')).toHaveLength(1);
    session.lint().catch(() => {});
    session.close();
  });

  test('closing ends the worker and everything that waits', async () => {
    const { workers, engine } = scriptedWorkers();
    const session = await engine.open(MASTER);
    const preview = session.preview(400);
    session.close();
    await expect(preview).rejects.toMatchObject({ code: 'aborted' });
    await expect(session.fit(DEFAULT_FIT_PLAN)).rejects.toMatchObject({ code: 'aborted' });
    expect(workers[0]!.isEnded).toBe(true);
  });

  test('a crash is told to whoever waits and to whoever asks later', async () => {
    const { workers, engine } = scriptedWorkers();
    const session = await engine.open(MASTER);
    const preview = session.preview(400);
    workers[0]!.events.onCrash('Out of memory.');
    await expect(preview).rejects.toMatchObject({ code: 'internal', message: 'Out of memory.' });
    await expect(session.preview(300)).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('an engine', () => {
  test('gives every master a worker of its own and ends them all', async () => {
    const { workers, engine } = scriptedWorkers();
    await engine.open(MASTER);
    await engine.open(MASTER);
    expect(workers).toHaveLength(2);
    engine.dispose();
    expect(workers.map(({ isEnded }) => isEnded)).toEqual([true, true]);
    await expect(engine.open(MASTER)).rejects.toMatchObject({ code: 'aborted' });
  });

  test('a worker that was warmed up serves the next master, and only that', async () => {
    const { workers, engine } = scriptedWorkers();
    await Promise.all([engine.warmUp(), engine.warmUp()]);
    await engine.open(MASTER);
    await engine.open(MASTER);
    expect(workers.map(({ messages }) => messages.map(({ kind }) => kind))).toEqual([
      ['warm-up', 'open'],
      ['open'],
    ]);
  });

  test('one that crashed while it waited is replaced', async () => {
    const { workers, engine } = scriptedWorkers();
    await engine.warmUp();
    workers[0]!.events.onCrash('Gone.');
    await engine.open(MASTER);
    expect(workers).toHaveLength(2);
  });

  test('a warm-up that failed is tried again by the next', async () => {
    const messages: FitMessage[] = [];
    const engine = createWorkerFitEngine(({ onReply }) => ({
      post(message) {
        messages.push(message);
        const { id } = message;
        queueMicrotask(() =>
          onReply(
            messages.length === 1
              ? { kind: 'failed', id, code: 'internal', message: 'The codec did not load.', fields: [] }
              : { kind: 'done', id, answer: null as never },
          ),
        );
      },
      terminate() {},
    }));
    await expect(engine.warmUp()).rejects.toThrow('did not load');
    await engine.warmUp();
    await engine.warmUp();
    expect(messages.map(({ kind }) => kind)).toEqual(['warm-up', 'warm-up']);
  });

  test('what is wrong is looked for again where that failed', async () => {
    const { workers, engine } = scriptedWorkers();
    const session = await engine.open(MASTER);
    const first = session.lint();
    const { messages, events } = workers[0]!;
    events.onReply({ kind: 'failed', id: messages[1]!.id, code: 'internal', message: 'No.', fields: [] });
    await expect(first).rejects.toThrow('No.');
    const second = session.lint();
    events.onReply({ kind: 'done', id: messages[2]!.id, answer: [] as never });
    expect(await second).toEqual([]);
  });

  test('an aborted open ends its worker', async () => {
    const { workers, engine } = scriptedWorkers();
    const stop = new AbortController();
    const opened = engine.open(MASTER, { signal: stop.signal });
    stop.abort();
    await expect(opened).rejects.toMatchObject({ code: 'aborted' });
    expect(workers[0]!.isEnded).toBe(true);
  });
});
