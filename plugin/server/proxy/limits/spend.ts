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

/**
 * Stores the day's spending across restarts. Only one process may use a store, which is read once.
 *
 * @example
 * let saved: SpendRecord | undefined;
 * const spendStore: SpendStore = { load: async () => saved, save: async (record) => void (saved = record) };
 * createImageTo3DServer({ falKey: 'id:secret', spendStore });
 */
export interface SpendStore {
  /** The last saved record; undefined if there is none. */
  load(): Promise<SpendRecord | undefined>;
  /** Saves the record. When it rejects, the run is not sent. */
  save(record: SpendRecord): Promise<void>;
}

/**
 * An amount reserved for one run.
 *
 * @example
 * const { spend } = createFalProxy({ upstream: 'fal', falKey: 'id:secret' });
 * const reservation = await spend.reserve(0.3);
 * await reservation?.release();
 */
export interface Reservation {
  /** Releases the amount of a run that was certainly not accepted. */
  release(): Promise<void>;
}

/**
 * A spending limit per day (UTC).
 *
 * @example
 * const { spend } = createFalProxy({ upstream: 'fal', falKey: 'id:secret', dailyCapUsd: 10 });
 * console.log(`$${spend.spentUsd} of $${spend.capUsd}`);
 */
export interface SpendCap {
  /**
   * Reserves an amount before anything is sent, and saves it. Undefined if it would exceed the limit. Rejects,
   * and reserves nothing, when it cannot be saved.
   */
  reserve(usd: number): Promise<Reservation | undefined>;
  /** US dollars spent or reserved today. */
  readonly spentUsd: number;
  /** The limit per day, US dollars. */
  readonly capUsd: number;
}

const toMicro = (usd: number) => Math.round(usd * 1e6);

/** A spending limit per day. Checking and reserving are one step, so parallel requests cannot exceed it together. */
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
  // One after the other, each with the current state: an older record never overwrites a newer one.
  const save = () => serialize(() => store?.save(record));
  const refund = (day: string, microUsd: number) => {
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
        refund(day, amount);
        throw thrown;
      }
      return {
        release() {
          refund(day, amount);
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
