import { afterEach, expect, test } from 'vitest';
import { createLeakStage, type LeakStage, ofContent, playRounds } from './leak-rounds.ts';

const ROUNDS = 100;

let stage: LeakStage;
afterEach(() => stage.dispose());

test.each([
  ['a person who can undo fifty steps', undefined],
  ['a game that cannot undo', 0],
])(`${ROUNDS} rounds by %s leave nothing`, async (_who, undoLimit) => {
  stage = createLeakStage(undoLimit);
  const start = await stage.held();
  const { before, after, survivors } = await playRounds(stage, ROUNDS);
  console.info(`[measured] after ${ROUNDS} rounds: ${JSON.stringify({ ...after, lists: ofContent(after) })}`);
  expect(after).toEqual(before);
  expect(ofContent(after)).toEqual(ofContent(start));
  expect(survivors).toBe(0);
});
