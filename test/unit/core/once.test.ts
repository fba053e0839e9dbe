import { expect, test } from 'vitest';
import { once } from '../../../plugin/core/once.ts';

test('the work is done once, and calls under way share it', async () => {
  let times = 0;
  const get = once(async () => ++times);
  expect(await Promise.all([get(), get()])).toEqual([1, 1]);
  expect(await get()).toBe(1);
});

test.each([
  ['rejects', async () => Promise.reject(new Error('not yet'))],
  [
    'throws',
    () => {
      throw new Error('not yet');
    },
  ],
])('a failure that %s is told to all who wait, and the next call tries again', async (_how, fail) => {
  let times = 0;
  const get = once<string>(() => (++times === 1 ? fail() : 'ready'));
  const outcomes = await Promise.allSettled([get(), get()]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect([await get(), times]).toEqual(['ready', 2]);
});

test('what was forgotten is done again, and its late failure does not disturb the new work', async () => {
  const fails: (() => void)[] = [];
  let times = 0;
  const get = once(() =>
    ++times === 1
      ? new Promise<string>((_, reject) => fails.push(() => reject(new Error('late'))))
      : Promise.resolve('new'),
  );
  const first = get();
  get.forget();
  expect(await get()).toBe('new');
  fails[0]?.();
  await expect(first).rejects.toThrow('late');
  expect([await get(), times]).toEqual(['new', 2]);
});

test('end closes what is ready, what comes later, and nothing that never began', async () => {
  const closed: string[] = [];
  const ready = once(() => 'ready');
  await ready();
  ready.end((name) => closed.push(name));
  let finish = (_name: string) => {};
  const coming = once(
    () =>
      new Promise<string>((resolve) => {
        finish = resolve;
      }),
  );
  const waiting = coming();
  coming.end((name) => closed.push(name));
  once(() => 'never').end((name) => closed.push(name));
  finish('coming');
  await waiting;
  await expect.poll(() => closed).toEqual(['ready', 'coming']);
  await expect(ready()).rejects.toMatchObject({ code: 'aborted' });
});
