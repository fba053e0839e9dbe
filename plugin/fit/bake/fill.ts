import type { Pacer } from './pacer.ts';

const ROWS_BETWEEN_PAUSES = 64;

/**
 * Fills unbaked texels from their surroundings by push-pull (averages go down a pyramid and come back up into the gaps),
 * so that filtering and mipmaps do not bleed. `data` has four bytes per texel, `known` one; both square, `sizePx` wide.
 */
export async function fillGaps(
  data: Uint8ClampedArray,
  known: Uint8Array,
  sizePx: number,
  pacer: Pacer,
): Promise<void> {
  if (sizePx <= 1) return;
  const half = (sizePx + 1) >> 1;
  const smaller = new Uint8ClampedArray(half * half * 4);
  const smallerKnown = new Uint8Array(half * half);
  for (let y = 0; y < half; y += ROWS_BETWEEN_PAUSES) {
    push(data, known, sizePx, smaller, smallerKnown, half, y, Math.min(half, y + ROWS_BETWEEN_PAUSES));
    if (pacer.due()) await pacer.rest();
  }
  await fillGaps(smaller, smallerKnown, half, pacer);
  for (let y = 0; y < sizePx; y++) {
    if (y % ROWS_BETWEEN_PAUSES === 0 && pacer.due()) await pacer.rest();
    for (let x = 0; x < sizePx; x++) {
      const cell = y * sizePx + x;
      if (known[cell]) continue;
      const from = ((y >> 1) * half + (x >> 1)) * 4;
      for (let channel = 0; channel < 4; channel++) data[cell * 4 + channel] = smaller[from + channel]!;
    }
  }
}

function push(
  data: Uint8ClampedArray,
  known: Uint8Array,
  sizePx: number,
  smaller: Uint8ClampedArray,
  smallerKnown: Uint8Array,
  half: number,
  first: number,
  end: number,
): void {
  for (let y = first; y < end; y++) {
    for (let x = 0; x < half; x++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      let alpha = 0;
      let count = 0;
      for (let corner = 0; corner < 4; corner++) {
        const cx = x * 2 + (corner & 1);
        const cy = y * 2 + (corner >> 1);
        const cell = cy * sizePx + cx;
        if (cx >= sizePx || cy >= sizePx || !known[cell]) continue;
        red += data[cell * 4]!;
        green += data[cell * 4 + 1]!;
        blue += data[cell * 4 + 2]!;
        alpha += data[cell * 4 + 3]!;
        count++;
      }
      if (count === 0) continue;
      const to = y * half + x;
      smallerKnown[to] = 1;
      smaller[to * 4] = red / count;
      smaller[to * 4 + 1] = green / count;
      smaller[to * 4 + 2] = blue / count;
      smaller[to * 4 + 3] = alpha / count;
    }
  }
}
