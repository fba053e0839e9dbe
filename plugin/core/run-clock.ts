import { throwIfAborted } from './errors.ts';

/** Called between pieces of work with the fraction of the stage that is done; throws `aborted`. */
export type Checkpoint = (fraction: number) => Promise<void>;

export interface RunClockOptions<Stage extends string> {
  readonly signal?: AbortSignal;
  /** `fraction` of the whole run, 0…1; never goes down. */
  readonly onProgress?: (stage: Stage, fraction: number) => void;
}

export interface RunClock<Stage extends string> {
  /** Starts a stage, ending the one before. */
  enter(stage: Stage): Promise<void>;
  /** Reports progress inside the stage. */
  report(fraction: number): void;
  /** Reports progress, lets other tasks run now and then, and throws when the run was aborted. */
  readonly checkpoint: Checkpoint;
  /** Ends the last stage and returns the milliseconds of each stage. */
  finish(): Record<Stage, number>;
}

/** Pause at least this often, so that a message to stop is handled soon. */
const MAX_BUSY_MS = 12;

/** Lets pending messages and timers run. Faster than a timer, which browsers delay to 4 ms. */
export function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Times the stages of a run, reports progress and stops when aborted. `weights`: rough share of the time per stage. */
export function createRunClock<Stage extends string>(
  weights: Readonly<Record<Stage, number>>,
  now: () => number,
  { signal, onProgress }: RunClockOptions<Stage>,
): RunClock<Stage> {
  const stages = Object.keys(weights) as Stage[];
  const total = stages.reduce((sum, stage) => sum + weights[stage], 0);
  const timingsMs = Object.fromEntries(stages.map((stage) => [stage, 0])) as Record<Stage, number>;
  let current: Stage | undefined;
  let startedMs = now();
  let pausedMs = startedMs;
  let done = 0;
  let shown = 0;

  const leave = () => {
    if (!current) return;
    timingsMs[current] += now() - startedMs;
    done += weights[current];
    current = undefined;
  };
  const report = (fraction: number) => {
    if (!current) return;
    shown = Math.max(shown, Math.min(1, (done + weights[current] * fraction) / total));
    onProgress?.(current, shown);
  };
  const checkpoint: Checkpoint = async (fraction) => {
    report(fraction);
    if (now() - pausedMs > MAX_BUSY_MS) {
      await pause();
      pausedMs = now();
    }
    throwIfAborted(signal);
  };
  return {
    async enter(stage) {
      leave();
      current = stage;
      startedMs = now();
      await checkpoint(0);
    },
    report,
    checkpoint,
    finish() {
      leave();
      return timingsMs;
    },
  };
}
