import { afterEach, expect, test } from 'vitest';
import { boxGlb, gridBox } from '../../fixtures/grid-box.ts';
import {
  createLeakStage,
  type LeakStage,
  ofContent,
  playFailure,
  playRounds,
  removeAll,
  survivors,
} from './leak-rounds.ts';

const ROUNDS = 10;

let stage: LeakStage;
afterEach(() => stage.dispose());

test(`after ${ROUNDS} rounds of generate, fit, swap and remove nothing is left`, async () => {
  stage = createLeakStage();
  const start = await stage.held();
  const { before, after, made, survivors } = await playRounds(stage, ROUNDS);
  expect(after).toEqual(before);
  expect(ofContent(after)).toEqual(ofContent(start));
  expect(after).toMatchObject({ assets: 0, fitSessions: 0, bitmaps: 0, objectUrls: 0 });
  expect([made, survivors]).toEqual([4 * ROUNDS, 0]);
  // The steps of what is gone lead nowhere: they are gone, too, and do not block those of what comes after.
  expect(stage.generator.getSnapshot()).toMatchObject({ canUndo: false, canRedo: false });
});

test('nor after runs and fits that came to nothing', async () => {
  stage = createLeakStage();
  const start = await stage.held();
  await playFailure(stage);
  const before = await stage.held();
  for (let round = 0; round < 2; round++) await playFailure(stage);
  const after = await stage.held();
  expect(after).toEqual(before);
  expect(ofContent(after)).toEqual(ofContent(start));
});

test('nor after removals that can no longer be undone', async () => {
  stage = createLeakStage(1);
  const { generator } = stage;
  const remove = async () => {
    const refs = await removeAll(stage);
    // The next step takes the place of the removal.
    const next = await generator.importGlbAsync(await boxGlb(gridBox(300)));
    next.dispose();
    return refs;
  };
  for (let round = 0; round < 2; round++) await remove();
  const before = await stage.held();
  const refs: WeakRef<object>[] = [];
  for (let round = 0; round < 3; round++) refs.push(...(await remove()));
  const after = await stage.held();
  expect(after).toEqual(before);
  expect(after).toMatchObject({ assets: 0, fitSessions: 0, bitmaps: 0, objectUrls: 0 });
  expect(await survivors(refs)).toBe(0);
  expect(generator.getSnapshot()).toMatchObject({ canUndo: false, canRedo: false });
});
