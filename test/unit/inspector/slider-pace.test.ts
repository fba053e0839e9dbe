import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createSliderPace, REST_MS } from '../../../plugin/inspector/fit/slider-pace.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Following takes 100 ms, as a preview does. */
function createSlow() {
  const followed: number[] = [];
  let rests = 0;
  let atOnce = 0;
  const pace = createSliderPace<number>({
    async onMove(value) {
      atOnce++;
      expect(atOnce).toBe(1);
      followed.push(value);
      await new Promise((resolve) => setTimeout(resolve, 100));
      atOnce--;
      if (value === 13) throw new Error('unlucky');
    },
    onRest: () => rests++,
  });
  return { pace, followed, rests: () => rests };
}

it('follows one move at a time, with the latest place, and rests once', async () => {
  const { pace, followed, rests } = createSlow();
  for (let value = 1; value <= 30; value++) {
    pace.move(value);
    await vi.advanceTimersByTimeAsync(10);
  }
  // 300 ms of moves at 100 ms each.
  expect(followed).toEqual([1, 10, 20, 30]);
  await vi.advanceTimersByTimeAsync(REST_MS - 11);
  expect(rests()).toBe(0);
  await vi.advanceTimersByTimeAsync(2);
  expect(followed).toEqual([1, 10, 20, 30]);
  expect(rests()).toBe(1);
  await vi.advanceTimersByTimeAsync(10 * REST_MS);
  expect(rests()).toBe(1);
});

it('rests at once when the hand lets go, and then not again', async () => {
  const { pace, rests } = createSlow();
  pace.endDrag();
  expect(rests()).toBe(0);
  pace.move(5);
  pace.endDrag();
  await vi.advanceTimersByTimeAsync(10 * REST_MS);
  expect(rests()).toBe(1);
});

it('forgets what it was told to', async () => {
  const { pace, followed, rests } = createSlow();
  pace.move(1);
  pace.move(2);
  pace.stop();
  await vi.advanceTimersByTimeAsync(10 * REST_MS);
  expect(followed).toEqual([1]);
  expect(rests()).toBe(0);
});

it('goes on after a move that could not be followed', async () => {
  const { pace, followed, rests } = createSlow();
  pace.move(13);
  await vi.advanceTimersByTimeAsync(150);
  pace.move(14);
  await vi.advanceTimersByTimeAsync(10 * REST_MS);
  expect(followed).toEqual([13, 14]);
  expect(rests()).toBe(1);
});

it('rests not while it is held, however slow the hand or the machine is, and once when it lets go', async () => {
  const { pace, followed, rests } = createSlow();
  pace.move(1);
  pace.startDrag();
  await vi.advanceTimersByTimeAsync(100 * REST_MS);
  pace.move(2);
  await vi.advanceTimersByTimeAsync(100 * REST_MS);
  expect([followed, rests()]).toEqual([[1, 2], 0]);
  pace.endDrag();
  expect(rests()).toBe(1);
  pace.move(3);
  await vi.advanceTimersByTimeAsync(REST_MS);
  expect(rests()).toBe(2);
});

it('a slider that went away while it was held leaves the next one free', async () => {
  const { pace, rests } = createSlow();
  pace.startDrag();
  pace.move(1);
  pace.stop();
  await vi.advanceTimersByTimeAsync(10 * REST_MS);
  expect(rests()).toBe(0);
  pace.move(2);
  await vi.advanceTimersByTimeAsync(REST_MS);
  expect(rests()).toBe(1);
});
