/** Random ids, signatures, seeds and numbers. */
export interface RandomSource {
  /** 0 ≤ n < 1. */
  unit(): number;
  /** A seed that the endpoint accepts: 0 … 2^31 − 1. */
  seed(): number;
  /** Lower-case hex of that many bytes. */
  hex(bytes: number): string;
  /** Shaped as a version 4 UUID. */
  uuid(): string;
}

// mulberry32: small, fast, and good enough to repeat a test; never used for a secret that matters.
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

function systemWord(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!;
}

/** With a seed the same sequence every time (tests); without one, the system's cryptographic generator. */
export function createRandomSource(seed?: number): RandomSource {
  const word = seed === undefined ? systemWord : mulberry32(seed);
  const hex = (bytes: number) =>
    Array.from({ length: bytes }, () => (word() & 0xff).toString(16).padStart(2, '0')).join('');
  return {
    unit: () => word() / 2 ** 32,
    seed: () => word() >>> 1,
    hex,
    uuid() {
      const digits = hex(16);
      const variant = ((Number.parseInt(digits[16]!, 16) & 0x3) | 0x8).toString(16);
      return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`;
    },
  };
}
