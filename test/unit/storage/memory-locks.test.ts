import { expect, test } from 'vitest';
import type { JobProgress } from '../../../plugin/storage/contract.ts';
import { createMemoryDisk, createMemoryLibrary } from '../../../plugin/storage/memory/library.ts';

function twoTabs() {
  const disk = createMemoryDisk();
  return [createMemoryLibrary(disk).locks, createMemoryLibrary(disk).locks] as const;
}

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

test('one tab works on a job; another does not wait, or waits its turn', async () => {
  const [mine, theirs] = twoTabs();
  const done = gate();
  const order: string[] = [];
  const first = mine.tryHold('run-0001', async () => {
    order.push('first');
    await done.opened;
    order.push('first ends');
    return 1;
  });
  await expect(theirs.tryHold('run-0001', async () => order.push('never'))).resolves.toBeUndefined();
  await expect(theirs.tryHold('run-0002', async () => 2)).resolves.toBe(2);
  const second = theirs.hold('run-0001', async () => order.push('second'));
  const third = mine.hold('run-0001', async () => order.push('third'));
  done.open();
  await expect(first).resolves.toBe(1);
  await Promise.all([second, third]);
  expect(order).toEqual(['first', 'first ends', 'second', 'third']);
});

test('work that fails lets go of its lock', async () => {
  const [mine, theirs] = twoTabs();
  await expect(mine.tryHold('run-0001', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  await expect(theirs.tryHold('run-0001', async () => 2)).resolves.toBe(2);
});

test('waiting can be given up', async () => {
  const [mine, theirs] = twoTabs();
  const done = gate();
  const first = mine.tryHold('run-0001', () => done.opened);
  const stop = new AbortController();
  const waiting = theirs.hold('run-0001', async () => 2, stop.signal);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
  await expect(theirs.hold('run-0001', async () => 2, stop.signal)).rejects.toMatchObject({
    code: 'aborted',
  });
  done.open();
  await first;
  await expect(mine.tryHold('run-0001', async () => 3)).resolves.toBe(3);
});

test('a stolen lock fires `lost` at the one who had it, who does not free it for others', async () => {
  const [mine, theirs] = twoTabs();
  const [mineDone, theirsDone] = [gate(), gate()];
  let lost: AbortSignal | undefined;
  const first = mine.tryHold('run-0001', async (signal) => {
    lost = signal;
    await mineDone.opened;
    return 'late';
  });
  const stolen = theirs.steal('run-0001', () => theirsDone.opened);
  expect(lost?.aborted).toBe(true);
  expect(lost?.reason).toMatchObject({ code: 'superseded' });
  mineDone.open();
  await expect(first).resolves.toBe('late');
  await expect(mine.tryHold('run-0001', async () => 3)).resolves.toBeUndefined();
  theirsDone.open();
  await stolen;
  await expect(mine.tryHold('run-0001', async () => 3)).resolves.toBe(3);
});

test('news reach the other tabs and not the one that tells them', () => {
  const [mine, theirs] = twoTabs();
  const [here, there]: [JobProgress[], JobProgress[]] = [[], []];
  mine.onNews((news) => here.push(news));
  const stop = theirs.onNews((news) => there.push(news));
  const news = { id: 'run-0001', fencingToken: 1, phase: 'running', fraction: 0.5, atMs: 5 };
  mine.publish(news);
  stop();
  mine.publish(news);
  expect([here, there]).toEqual([[], [news]]);
});
