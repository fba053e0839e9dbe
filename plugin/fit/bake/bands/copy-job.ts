import { copyInSlices, type Pacer } from '../pacer.ts';
import type { BandJob } from './band-baker.ts';

type Numbers = Float32Array | Int32Array | Uint32Array | Uint8ClampedArray;

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
  for (const numbers of arraysOf(job)) {
    const copy = new (numbers.constructor as new (length: number) => Numbers)(numbers.length);
    copies.set(numbers, await copyInSlices(numbers, copy, pacer));
  }
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
