import type { Clock } from '../service/clock.ts';

/** What was spent on one day (UTC). */
export interface SpendRecord {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** Millionths of a US dollar, so that sums are exact. */
  readonly microUsd: number;
}

/** Keeps the day's spending over restarts, in a file or a shared store. */
export interface SpendStore {
  load(): Promise<SpendRecord | undefined>;
  save(record: SpendRecord): Promise<void>;
}

export interface SpendCap {
  /** Takes the amount from the day's rest before anything is sent. False: it would exceed the cap; nothing is taken. */
  reserve(usd: number): Promise<boolean>;
  /** Gives back what a run that surely was not accepted had reserved. */
  release(usd: number): Promise<void>;
  readonly spentUsd: number;
  readonly capUsd: number;
}

const toMicro = (usd: number) => Math.round(usd * 1e6);

/** A cap on what a day may cost. Checking and taking are one step, so parallel requests cannot exceed it together. */
export function createSpendCap(clock: Clock, capUsd: number, store?: SpendStore): SpendCap {
  let record: SpendRecord | undefined;
  let loading: Promise<void> | undefined;
  const today = () => new Date(clock.now()).toISOString().slice(0, 10);
  const current = (): SpendRecord => (record?.day === today() ? record : { day: today(), microUsd: 0 });
  const load = () => {
    loading ??= (async () => {
      const loaded = await store?.load();
      if (loaded && Number.isFinite(loaded.microUsd)) record = loaded;
    })();
    return loading;
  };
  const add = async (microUsd: number) => {
    const { day, microUsd: spent } = current();
    record = { day, microUsd: Math.max(0, spent + microUsd) };
    await store?.save(record);
  };
  return {
    async reserve(usd) {
      await load();
      if (current().microUsd + toMicro(usd) > toMicro(capUsd)) return false;
      await add(toMicro(usd));
      return true;
    },
    async release(usd) {
      await load();
      await add(-toMicro(usd));
    },
    get spentUsd() {
      return current().microUsd / 1e6;
    },
    capUsd,
  };
}
