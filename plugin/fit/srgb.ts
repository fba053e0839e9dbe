/** Steps of the decoding table between two 8-bit values. */
const FRACTIONS = 16;
const ENCODE_STEPS = 16383;

/** Linear value of an sRGB value 0…255 × 16, rounded: IEC 61966-2-1. */
export const LINEAR_OF_SRGB_16 = Float32Array.from({ length: 255 * FRACTIONS + 1 }, (_, step) => {
  const value = step / (255 * FRACTIONS);
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/** The same for whole 8-bit values. */
export const LINEAR_OF_SRGB = Float32Array.from(
  { length: 256 },
  (_, value) => LINEAR_OF_SRGB_16[value * FRACTIONS]!,
);

const SRGB_OF_LINEAR = Uint8Array.from({ length: ENCODE_STEPS + 1 }, (_, step) => {
  const value = step / ENCODE_STEPS;
  const encoded = value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
  return Math.round(encoded * 255);
});

/** The 8-bit sRGB value nearest to a linear value, which is clamped to 0…1. */
export function encodeSrgb(linear: number): number {
  return SRGB_OF_LINEAR[Math.min(ENCODE_STEPS, Math.max(0, Math.round(linear * ENCODE_STEPS)))]!;
}
