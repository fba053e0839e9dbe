import { copyInSlices, type Pacer } from '../pacer.ts';

type Numbers = Float32Array | Int32Array | Uint32Array | Uint8ClampedArray;

/** The typed arrays in a value, each once. */
function arraysOf(value: unknown, found = new Set<Numbers>()): Set<Numbers> {
  if (ArrayBuffer.isView(value)) found.add(value as Numbers);
  else if (typeof value === 'object' && value !== null)
    for (const part of Object.values(value)) arraysOf(part, found);
  return found;
}

/** Bytes of the typed arrays in a value. */
export function bytesOf(value: object): number {
  let bytes = 0;
  for (const { byteLength } of arraysOf(value)) bytes += byteLength;
  return bytes;
}

/** A copy for another worker, with all buffers of the copy: they can be moved there. */
export async function copyNumbers<T extends object>(
  value: T,
  pacer: Pacer,
): Promise<{ copy: T; transfer: Transferable[] }> {
  const copies = new Map<unknown, Numbers>();
  for (const numbers of arraysOf(value)) {
    const copy = new (numbers.constructor as new (length: number) => Numbers)(numbers.length);
    copies.set(numbers, await copyInSlices(numbers, copy, pacer));
  }
  const rebuild = (part: unknown): unknown => {
    const copy = copies.get(part);
    if (copy) return copy;
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, rebuild(inner)]));
  };
  return {
    copy: rebuild(value) as T,
    transfer: [...copies.values()].map(({ buffer }) => buffer as ArrayBuffer),
  };
}
