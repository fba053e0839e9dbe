import { throwIfAborted } from '../errors.ts';
import type { LocalProfile, LocalRunOptions, LocalStage } from './contract.ts';

/** Called between pieces of work with the share of the stage that is done; throws `aborted`. */
export type Checkpoint = (fraction: number) => Promise<void>;

/** Rough shares of a run's time, measured in Node with an image of 976 × 976 px with alpha. */
const WEIGHTS: Readonly<Record<LocalProfile, Readonly<Record<LocalStage, number>>>> = {
  placeholder: {
    decode: 0,
    mask: 9,
    'texture-front': 42,
    grid: 8,
    inflate: 4,
    mesh: 5,
    decimate: 7,
    assemble: 1,
    'texture-back': 18,
    encode: 5,
    glb: 1,
  },
  full: {
    decode: 0,
    mask: 1,
    'texture-front': 14,
    grid: 10,
    inflate: 24,
    mesh: 7,
    decimate: 33,
    assemble: 2,
    'texture-back': 6,
    encode: 2,
    glb: 1,
  },
};

const ORDER = Object.keys(WEIGHTS.full) as LocalStage[];

/** Longer than this without a pause, and a message that asks to stop would wait. */
const MAX_BUSY_MS = 12;

/** Lets waiting messages and timers run; quicker than a timer, which browsers stretch to 4 ms. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

export interface RunClock {
  /** Starts a stage, ending the one before. */
  enter(stage: LocalStage): Promise<void>;
  /** Reports progress inside the stage, gives way to other tasks now and then, and stops an aborted run. */
  readonly checkpoint: Checkpoint;
  /** Ends the last stage; time per stage in milliseconds. */
  finish(): Record<LocalStage, number>;
}

/** Times the stages of a run, reports its progress and stops it when asked to. */
export function createRunClock(
  profile: LocalProfile,
  now: () => number,
  { signal, onProgress }: LocalRunOptions,
): RunClock {
  const weights = WEIGHTS[profile];
  const total = ORDER.reduce((sum, stage) => sum + weights[stage], 0);
  const timingsMs = Object.fromEntries(ORDER.map((stage) => [stage, 0])) as Record<LocalStage, number>;
  let current: LocalStage | undefined;
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
  const checkpoint: Checkpoint = async (fraction) => {
    if (current) {
      shown = Math.max(shown, Math.min(1, (done + weights[current] * fraction) / total));
      onProgress?.(current, shown);
    }
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
    checkpoint,
    finish() {
      leave();
      return timingsMs;
    },
  };
}
