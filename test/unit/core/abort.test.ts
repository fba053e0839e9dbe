import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { withDeadline, withSignals } from '../../../plugin/core/abort.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const untilAborted = (signal: AbortSignal) =>
  new Promise<string>((resolve) =>
    signal.addEventListener('abort', () => resolve((signal.reason as Error).name)),
  );

test('a deadline fires although garbage is collected meanwhile', async () => {
  const work = withDeadline(200, [new AbortController().signal], untilAborted);
  for (const ms of [20, 60, 120]) setTimeout(collectGarbage, ms);
  expect(await work).toBe('TimeoutError');
});

test('the first signal wins, one that has fired already at once', async () => {
  const [first, second] = [new AbortController(), new AbortController()];
  const work = withSignals([first.signal, second.signal], untilAborted);
  second.abort(new DOMException('stop', 'AbortError'));
  expect(await work).toBe('AbortError');
  expect(await withSignals([second.signal], async (signal) => signal.aborted)).toBe(true);
});

test('work that ends in time leaves nothing behind', async () => {
  const outer = new AbortController();
  let inner: AbortSignal | undefined;
  expect(
    await withDeadline(20, [outer.signal], async (signal) => {
      inner = signal;
      return 7;
    }),
  ).toBe(7);
  outer.abort();
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(inner?.aborted).toBe(false);
});
