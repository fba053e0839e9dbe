import { createSerialize } from '../core/serialize.ts';
import { createStore, type Subscribable } from '../core/subscribable.ts';

/** One change that can be undone and redone. */
export interface UndoStep {
  /** Ids of the changed assets: `forget` takes one off, and drops a step that has none left. */
  readonly owners?: Set<string>;
  undo(): Promise<void> | void;
  redo(): Promise<void> | void;
  /** The step can no longer be reached: what it kept may be freed. */
  drop?(): void;
}

export interface UndoHistory extends Subscribable<{ readonly canUndo: boolean; readonly canRedo: boolean }> {
  /** Adds a step that has just been done; steps that were undone are dropped. */
  add(step: UndoStep): void;
  /** Calls `work` when no step is under way, and adds the step that it has done. */
  perform(work: () => Promise<UndoStep | undefined>): Promise<void>;
  undo(): Promise<void>;
  redo(): Promise<void>;
  /** Drops the steps of a disposed asset alone: they have no effect and keep its bytes in memory. */
  forget(owner: string): void;
  clear(): void;
}

/** Undo and redo, one step at a time: a call made while another is under way waits for it. */
export function createUndoHistory(limit: number): UndoHistory {
  const store = createStore({ canUndo: false, canRedo: false });
  // Changed in place: a `move` that is under way refers to them.
  const done: UndoStep[] = [];
  const undone: UndoStep[] = [];
  const serialize = createSerialize();

  const publish = () => {
    const next = { canUndo: done.length > 0, canRedo: undone.length > 0 };
    const now = store.getSnapshot();
    if (now.canUndo !== next.canUndo || now.canRedo !== next.canRedo) store.set(next);
  };
  const drop = (steps: readonly UndoStep[]) => {
    for (const step of steps) step.drop?.();
  };
  const move = (direction: 'undo' | 'redo') =>
    serialize(async () => {
      const [from, to] = direction === 'undo' ? [done, undone] : [undone, done];
      const step = from.at(-1);
      if (!step) return;
      await step[direction]();
      // Only a step that succeeded moves: a failed one can be tried again. It may have been dropped meanwhile.
      const at = from.indexOf(step);
      if (at < 0) return;
      from.splice(at, 1);
      to.push(step);
      publish();
    });

  const add = (step: UndoStep) => {
    drop(undone.splice(0));
    done.push(step);
    drop(done.splice(0, Math.max(0, done.length - limit)));
    publish();
  };

  return {
    subscribe: store.subscribe,
    getSnapshot: store.getSnapshot,
    add,
    perform: (work) =>
      serialize(async () => {
        const step = await work();
        if (step) add(step);
      }),
    undo: () => move('undo'),
    redo: () => move('redo'),
    forget(owner) {
      const isOver = ({ owners }: UndoStep) => owners?.size === 0;
      for (const steps of [done, undone]) {
        for (const step of steps) step.owners?.delete(owner);
        const over = steps.filter(isOver);
        steps.splice(0, steps.length, ...steps.filter((step) => !isOver(step)));
        drop(over);
      }
      publish();
    },
    clear() {
      drop([...done.splice(0), ...undone.splice(0)]);
      publish();
    },
  };
}
