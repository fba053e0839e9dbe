import { expect, test } from 'vitest';
import { createUndoHistory } from '../../../plugin/asset/undo-history.ts';

function recorder() {
  const log: string[] = [];
  const step = (name: string, fails = false) => ({
    undo: async () => {
      await Promise.resolve();
      if (fails) throw new Error(name);
      log.push(`undo ${name}`);
    },
    redo: () => void log.push(`redo ${name}`),
    drop: () => void log.push(`drop ${name}`),
  });
  return { log, step };
}

test('undoes and redoes in order, also when called before the last step has ended', async () => {
  const { log, step } = recorder();
  const history = createUndoHistory(10);
  history.add(step('a'));
  history.add(step('b'));
  await Promise.all([history.undo(), history.undo(), history.undo(), history.redo()]);
  expect(log).toEqual(['undo b', 'undo a', 'redo a']);
  expect(history.getSnapshot()).toEqual({ canUndo: true, canRedo: true });
});

test('a new step drops what was undone; the limit drops the oldest', async () => {
  const { log, step } = recorder();
  const history = createUndoHistory(2);
  history.add(step('a'));
  await history.undo();
  history.add(step('b'));
  history.add(step('c'));
  history.add(step('d'));
  expect(log).toEqual(['undo a', 'drop a', 'drop b']);
});

test('with limit 0 every step is dropped immediately', () => {
  const { log, step } = recorder();
  const history = createUndoHistory(0);
  history.add(step('a'));
  expect(log).toEqual(['drop a']);
  expect(history.getSnapshot().canUndo).toBe(false);
});

test('a step that fails stays where it was', async () => {
  const { step } = recorder();
  const history = createUndoHistory(5);
  history.add(step('a', true));
  await expect(history.undo()).rejects.toThrow('a');
  expect(history.getSnapshot()).toEqual({ canUndo: true, canRedo: false });
});

test('work that makes a step waits for the one under way, and adds none when it fails', async () => {
  const { log, step } = recorder();
  const history = createUndoHistory(5);
  history.add(step('a'));
  const perform = (name: string, made = step(name)) =>
    history.perform(async () => {
      log.push(`do ${name}`);
      return made;
    });
  await Promise.all([history.undo(), perform('b')]);
  expect(log).toEqual(['undo a', 'do b', 'drop a']);
  await expect(history.perform(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await history.perform(async () => undefined);
  await history.undo();
  expect(log.at(-1)).toBe('undo b');
});

test('a step of several assets is dropped with the last of them', () => {
  const { log, step } = recorder();
  const history = createUndoHistory(5);
  history.add({ ...step('both'), owners: new Set(['a', 'b']) });
  history.add({ ...step('one'), owners: new Set(['a']) });
  history.forget('a');
  expect(log).toEqual(['drop one']);
  history.forget('b');
  expect(log).toEqual(['drop one', 'drop both']);
});
