import { expect, test } from 'vitest';
import type { JobProgress } from '../../../plugin/storage/contract.ts';
import { createInUseMarks } from '../../../plugin/storage/in-use-marks.ts';
import { freshName, openLibrary } from './in-browser.ts';

async function twoTabs() {
  const name = freshName();
  return [(await openLibrary(name)).locks, (await openLibrary(name)).locks] as const;
}

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

test('one connection works on a job; another does not wait, or gets it when the first has ended', async () => {
  const [mine, theirs] = await twoTabs();
  const done = gate();
  const started = gate();
  const first = mine.tryHold('run-0001', async () => {
    started.open();
    await done.opened;
    return 1;
  });
  await started.opened;
  await expect(theirs.tryHold('run-0001', async () => 'never')).resolves.toBeUndefined();
  await expect(theirs.tryHold('run-0002', async () => 2)).resolves.toBe(2);
  let isFree = false;
  const second = theirs.hold('run-0001', async () => isFree);
  isFree = true;
  done.open();
  await expect(first).resolves.toBe(1);
  await expect(second).resolves.toBe(true);
});

test('work that fails lets go, and its own error comes out', async () => {
  const [mine, theirs] = await twoTabs();
  await expect(mine.tryHold('run-0001', () => Promise.reject(new TypeError('broken')))).rejects.toThrow(
    'broken',
  );
  await expect(
    mine.hold('run-0001', () => Promise.reject(new DOMException('mine', 'AbortError'))),
  ).rejects.toThrow('mine');
  await expect(theirs.tryHold('run-0001', async () => 2)).resolves.toBe(2);
});

test('waiting can be given up', async () => {
  const [mine, theirs] = await twoTabs();
  const done = gate();
  const first = mine.hold('run-0001', () => done.opened);
  const stop = new AbortController();
  const waiting = theirs.hold('run-0001', async () => 2, stop.signal);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
  done.open();
  await first;
});

test('a stolen lock fires `lost`; the thief holds it, and the work of the other ends in its own time', async () => {
  const [mine, theirs] = await twoTabs();
  const [started, mineDone, theirsDone, fired] = [gate(), gate(), gate(), gate()];
  const first = mine.tryHold('run-0001', async (lost) => {
    lost.addEventListener('abort', fired.open);
    started.open();
    await mineDone.opened;
    return lost.reason;
  });
  await started.opened;
  const stolen = theirs.steal('run-0001', async (lost) => {
    await theirsDone.opened;
    return lost.aborted;
  });
  await fired.opened;
  mineDone.open();
  await expect(first).resolves.toMatchObject({ code: 'superseded' });
  await expect(mine.tryHold('run-0001', async () => 3)).resolves.toBeUndefined();
  theirsDone.open();
  await expect(stolen).resolves.toBe(false);
});

test('news reach the other tabs only, and what is no news reaches nobody', async () => {
  const name = freshName();
  const [mine, theirs] = [(await openLibrary(name)).locks, (await openLibrary(name)).locks];
  const [here, there]: [JobProgress[], JobProgress[]] = [[], []];
  mine.onNews((news) => here.push(news));
  theirs.onNews((news) => there.push(news));
  const other = new BroadcastChannel(`${name}/news`);
  for (const rubbish of ['text', null, { id: 7 }, { id: 'x', fencingToken: -1, phase: 'running', atMs: 0 }])
    other.postMessage(rubbish);
  other.close();
  const news = { id: 'run-0001', fencingToken: 1, phase: 'running', fraction: 0.5, atMs: 5 };
  mine.publish(news);
  await expect.poll(() => there).toEqual([news]);
  expect(here).toEqual([]);
});

test('what one tab retains no other evicts, until it lets go or ends', async () => {
  const name = freshName();
  const [mine, theirs] = [createInUseMarks(name), createInUseMarks(name)];
  const releases = [mine.retain('a'), mine.retain('a')];
  mine.retain('b');
  const evict = async (hash: string) => theirs.unlessRetained(hash, async () => {});
  expect(await theirs.retained()).toEqual(new Set(['a', 'b']));
  expect(await mine.unlessRetained('a', async () => {})).toBe(false);
  expect(await evict('a')).toBe(false);
  releases[0]!();
  releases[0]!();
  expect(await evict('a')).toBe(false);
  releases[1]!();
  await expect.poll(() => evict('a')).toBe(true);
  expect(await evict('b')).toBe(false);
  mine.close();
  await expect.poll(() => evict('b')).toBe(true);
});
