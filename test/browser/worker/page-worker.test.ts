import { expect, test } from 'vitest';
import type { ImageTo3DError } from '../../../plugin/core/errors.ts';
import { startPageWorker, type WorkerScript } from '../../../plugin/worker/page-worker.ts';
import type { CallMessage } from '../../../plugin/worker/protocol.ts';

/** Answers every number with it doubled, after it has said that it is ready. */
const TEXT =
  'onmessage = ({ data: { id, request } }) => postMessage({ kind: "done", id, answer: request * 2 }); postMessage("ready");';

const asking = (request: unknown): CallMessage => ({ kind: 'call', id: 1, name: 'double', request });

const script = (change: Partial<WorkerScript>): WorkerScript => ({
  fileName: 'double-worker.js',
  folder: 'dist/double',
  start: () => new Worker(new URL('/no-such-folder/double-worker.js', location.href), { type: 'module' }),
  loadText: async () => TEXT,
  ...change,
});

/** Starts it, sends two numbers at once, and settles with both answers or the crash. */
const run = (change: Partial<WorkerScript>) =>
  new Promise<unknown[] | ImageTo3DError>((resolve) => {
    const replies: unknown[] = [];
    const worker = startPageWorker(script(change), {
      onReply(reply) {
        replies.push(reply.kind === 'done' && reply.answer);
        if (replies.length < 2) return;
        worker.terminate();
        resolve(replies);
      },
      onCrash: resolve,
    });
    worker.post(asking(1), []);
    worker.post(asking(2), []);
  });

const workerOf = (text: string) => () =>
  new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })), { type: 'module' });

test('a file that is there is started, and its text is not loaded', async () => {
  let isAsked = false;
  const loadText = async () => {
    isAsked = true;
    return TEXT;
  };
  expect(await run({ start: workerOf(TEXT), loadText })).toEqual([2, 4]);
  expect(isAsked).toBe(false);
});

test('a file that is missing starts from its text, and no message is lost', async () => {
  expect(await run({})).toEqual([2, 4]);
});

test('an address that cannot be made, or of another origin, starts from the text too', async () => {
  const invalid = () => new Worker(new URL('./double-worker.js', undefined), { type: 'module' });
  expect(await run({ start: invalid })).toEqual([2, 4]);
  const elsewhere = () => new Worker('http://elsewhere.invalid/double-worker.js', { type: 'module' });
  expect(await run({ start: elsewhere })).toEqual([2, 4]);
});

test('one that was started from its text can start itself again', async () => {
  // Each asks another one for one less, down to 0, and adds one.
  const text = `
    onmessage = ({ data: { id, request } }) => {
      const answer = (answer) => postMessage({ kind: 'done', id, answer });
      if (request === 0) return answer(0);
      const another = new Worker(location.href, { type: 'module' });
      another.onmessage = ({ data }) =>
        data === 'ready' ? another.postMessage({ id, request: request - 1 }) : answer(data.answer + 1);
      another.onerror = () => answer('not started');
    };
    postMessage('ready');`;
  const answers = await run({ loadText: async () => text });
  expect(answers).toHaveLength(2);
  expect(answers).toEqual(expect.arrayContaining([1, 2]));
});

test('when neither starts, the error names the file to copy', async () => {
  for (const loadText of [async () => undefined, () => Promise.reject(new Error('no chunk'))]) {
    const crash = await run({ loadText });
    expect(crash).toMatchObject({ code: 'unsupported-platform' });
    expect(crash).toMatchObject({
      message: expect.stringContaining('node_modules/babylon-image-to-3d/dist/double/double-worker.js'),
    });
  }
});

test('a script that fails twice as it starts is replaced once, and nothing of it is heard', async () => {
  const fails =
    'setTimeout(() => { throw 1; }); setTimeout(() => { throw 2; }); setTimeout(() => postMessage("late"), 5);';
  let loads = 0;
  const loadText = async () => {
    loads += 1;
    return TEXT;
  };
  expect(await run({ start: workerOf(fails), loadText })).toEqual([2, 4]);
  expect(loads).toBe(1);
});

test('a message that cannot be sent any more ends the worker with a reason', async () => {
  const crash = await new Promise<ImageTo3DError>((resolve) => {
    const worker = startPageWorker(script({}), {
      onReply: () => {},
      onCrash: resolve,
    });
    worker.post(
      asking(() => 'a function cannot be cloned'),
      [],
    );
  });
  expect(crash).toMatchObject({ code: 'internal', message: expect.stringContaining('could not be sent') });
});

test('a worker that fails after it was ready is not started again', async () => {
  const fails = 'postMessage("ready"); onmessage = () => { throw new Error("out of luck"); };';
  expect(await run({ start: workerOf(fails) })).toMatchObject({
    code: 'internal',
    message: expect.stringContaining('out of luck'),
  });
});

test('a worker that is ended before its text has come answers nothing and starts nothing', async () => {
  let give = (_text: string) => {};
  let asked = () => {};
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const events: string[] = [];
  const text = new Promise<string>((resolve) => {
    give = resolve;
  });
  const loadText = () => {
    asked();
    return text;
  };
  const worker = startPageWorker(script({ loadText }), {
    onReply: () => events.push('reply'),
    onCrash: () => events.push('crash'),
  });
  worker.post(asking(1), []);
  await isAsked;
  worker.terminate();
  give(TEXT);
  await text;
  expect(await run({})).toEqual([2, 4]);
  expect(events).toEqual([]);
});
