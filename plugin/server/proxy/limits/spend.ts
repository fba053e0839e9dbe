import type { Clock } from '../../../core/clock.ts';
import { once } from '../../../core/once.ts';
import { createSerialize } from '../../../core/serialize.ts';

/** What was spent on one day (UTC). */
export interface SpendRecord {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** Millionths of a US dollar, so that sums are exact. */
  readonly microUsd: number;
}

/** Keeps the day's spending over restarts. One process owns a store: it is read once. */
export interface SpendStore {
  load(): Promise<SpendRecord | undefined>;
  save(record: SpendRecord): Promise<void>;
}

/** An amount taken from a day's rest. */
export interface Reservation {
  /** Gives it back, for a run that surely was not accepted. */
  release(): Promise<void>;
}

export interface SpendCap {
  /**
   * Takes the amount before anything is sent, and writes that down. Undefined: it would exceed the cap. Rejects, and
   * takes nothing, when it cannot be written down.
   */
  reserve(usd: number): Promise<Reservation | undefined>;
  readonly spentUsd: number;
  readonly capUsd: number;
}

const toMicro = (usd: number) => Math.round(usd * 1e6);

/** A cap on what a day may cost. Checking and taking are one step, so parallel requests cannot exceed it together. */
export function createSpendCap(clock: Clock, capUsd: number, store?: SpendStore): SpendCap {
  let record: SpendRecord = { day: '', microUsd: 0 };
  const serialize = createSerialize();

  const current = (): SpendRecord => {
    const day = new Date(clock.now()).toISOString().slice(0, 10);
    return record.day === day ? record : { day, microUsd: 0 };
  };
  const load = once(async () => {
    const loaded = await store?.load();
    if (loaded && loaded.microUsd >= 0) record = loaded;
  });
  // One after the other, each with what holds by then: an older record never overwrites a newer one.
  const save = () => serialize(() => store?.save(record));
  const giveBack = (day: string, microUsd: number) => {
    if (record.day === day) record = { day, microUsd: Math.max(0, record.microUsd - microUsd) };
  };

  return {
    async reserve(usd) {
      await load();
      const { day, microUsd: spent } = current();
      const amount = toMicro(usd);
      if (spent + amount > toMicro(capUsd)) return undefined;
      record = { day, microUsd: spent + amount };
      try {
        await save();
      } catch (thrown) {
        giveBack(day, amount);
        throw thrown;
      }
      return {
        release() {
          giveBack(day, amount);
          return save();
        },
      };
    },
    get spentUsd() {
      return current().microUsd / 1e6;
    },
    capUsd,
  };
}
