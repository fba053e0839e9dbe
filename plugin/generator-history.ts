import { createStore, type Subscribable } from './subscribable.ts';

/** One thing a person did, and the way back. */
export interface HistoryStep {
  undo(): Promise<void> | void;
  redo(): Promise<void> | void;
  /** The step can no longer be reached: what it kept may be freed. */
  drop?(): void;
}

export interface History extends Subscribable<{ readonly canUndo: boolean; readonly canRedo: boolean }> {
  /** Adds a step that has just been done; steps that were undone are dropped. */
  add(step: HistoryStep): void;
  undo(): Promise<void>;
  redo(): Promise<void>;
  clear(): void;
}

/** Undo and redo, one step at a time: a call made while another is under way waits for it. */
export function createHistory(limit: number): History {
  const store = createStore({ canUndo: false, canRedo: false });
  let done: HistoryStep[] = [];
  let undone: HistoryStep[] = [];
  let last: Promise<void> = Promise.resolve();

  const publish = () => {
    const next = { canUndo: done.length > 0, canRedo: undone.length > 0 };
    const now = store.getSnapshot();
    if (now.canUndo !== next.canUndo || now.canRedo !== next.canRedo) store.set(next);
  };
  const drop = (steps: readonly HistoryStep[]) => {
    for (const step of steps) step.drop?.();
  };
  const move = (direction: 'undo' | 'redo'): Promise<void> => {
    const work = last.then(async () => {
      const [from, to] = direction === 'undo' ? [done, undone] : [undone, done];
      const step = from.at(-1);
      if (!step) return;
      await step[direction]();
      // Only a step that went well changes sides: after a failure it can be tried again.
      from.pop();
      to.push(step);
      publish();
    });
    last = work.catch(() => {});
    return work;
  };

  return {
    subscribe: store.subscribe,
    getSnapshot: store.getSnapshot,
    add(step) {
      drop(undone);
      undone = [];
      done.push(step);
      drop(done.splice(0, Math.max(0, done.length - limit)));
      publish();
    },
    undo: () => move('undo'),
    redo: () => move('redo'),
    clear() {
      drop([...done, ...undone]);
      done = [];
      undone = [];
      publish();
    },
  };
}
