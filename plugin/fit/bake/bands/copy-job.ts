import type { Pacer } from '../pacer.ts';
import type { BandJob } from './band-baker.ts';

type Numbers = Float32Array | Int32Array | Uint32Array | Uint8ClampedArray;

/** Copied between two looks at the clock. */
const CHUNK_ITEMS = 1 << 20;

/** The typed arrays of a job, each once. */
function arraysOf(value: unknown, found = new Set<Numbers>()): Set<Numbers> {
  if (ArrayBuffer.isView(value)) found.add(value as Numbers);
  else if (typeof value === 'object' && value !== null)
    for (const part of Object.values(value)) arraysOf(part, found);
  return found;
}

/** Bytes of a copy of a job. */
export function jobBytes(job: BandJob): number {
  let bytes = 0;
  for (const { byteLength } of arraysOf(job)) bytes += byteLength;
  return bytes;
}

/** A copy of a job for another worker, with all buffers of the copy: they can be moved there. */
export async function copyJob(
  job: BandJob,
  pacer: Pacer,
): Promise<{ copy: BandJob; transfer: Transferable[] }> {
  const copies = new Map<unknown, Numbers>();
  for (const numbers of arraysOf(job)) copies.set(numbers, await copyNumbers(numbers, pacer));
  const rebuild = (value: unknown): unknown => {
    const copy = copies.get(value);
    if (copy) return copy;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, rebuild(part)]));
  };
  return {
    copy: rebuild(job) as BandJob,
    transfer: [...copies.values()].map(({ buffer }) => buffer as ArrayBuffer),
  };
}

async function copyNumbers(from: Numbers, pacer: Pacer): Promise<Numbers> {
  const copy = new (from.constructor as new (length: number) => Numbers)(from.length);
  for (let at = 0; at < from.length; at += CHUNK_ITEMS) {
    copy.set(from.subarray(at, at + CHUNK_ITEMS), at);
    if (pacer.due()) await pacer.rest();
  }
  return copy;
}
