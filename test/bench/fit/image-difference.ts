export interface ImageDifference {
  /** Over pixels that show the object in either image. */
  readonly psnrDb: number;
  readonly ssim: number;
  /** Pixels that only one of them covers, as a share of those that either does. */
  readonly silhouetteMismatch: number;
  /** Pixels of which a channel differs by more than {@link STRONG}, as a share of those that either covers. */
  readonly strongShare: number;
}

/** Of 255. */
const STRONG = 40;

const luma = (rgba: Uint8Array, i: number) =>
  0.299 * rgba[i * 4]! + 0.587 * rgba[i * 4 + 1]! + 0.114 * rgba[i * 4 + 2]!;

/** Structural similarity of the lumas in windows of 8 × 8, a window every 4 pixels, where the object is. */
function ssimOf(a: Uint8Array, b: Uint8Array, sizePx: number, isObject: (pixel: number) => boolean): number {
  let [sum, windows] = [0, 0];
  for (let y = 0; y + 8 <= sizePx; y += 4)
    for (let x = 0; x + 8 <= sizePx; x += 4) {
      let [sa, sb, saa, sbb, sab, seen] = [0, 0, 0, 0, 0, 0];
      for (let j = 0; j < 8; j++)
        for (let i = 0; i < 8; i++) {
          const pixel = (y + j) * sizePx + x + i;
          if (isObject(pixel)) seen++;
          const [la, lb] = [luma(a, pixel), luma(b, pixel)];
          sa += la;
          sb += lb;
          saa += la * la;
          sbb += lb * lb;
          sab += la * lb;
        }
      if (seen < 32) continue;
      const [ma, mb] = [sa / 64, sb / 64];
      const [va, vb, cov] = [saa / 64 - ma * ma, sbb / 64 - mb * mb, sab / 64 - ma * mb];
      const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
      sum += ((2 * ma * mb + c1) * (2 * cov + c2)) / ((ma * ma + mb * mb + c1) * (va + vb + c2));
      windows++;
    }
  return sum / Math.max(1, windows);
}

/** Compares rendered views of one size with a clear background; means over all views. */
export function compareViews(
  reference: readonly Uint8Array[],
  candidate: readonly Uint8Array[],
  sizePx: number,
): ImageDifference {
  let [squares, channels, similarity, only, either, strong] = [0, 0, 0, 0, 0, 0];
  for (const [view, a] of reference.entries()) {
    const b = candidate[view]!;
    const isObject = (pixel: number) => a[pixel * 4 + 3]! > 127 || b[pixel * 4 + 3]! > 127;
    for (let pixel = 0; pixel < sizePx * sizePx; pixel++) {
      if (!isObject(pixel)) continue;
      either++;
      if (a[pixel * 4 + 3]! > 127 !== b[pixel * 4 + 3]! > 127) only++;
      let most = 0;
      for (let ch = 0; ch < 3; ch++) {
        const difference = Math.abs(a[pixel * 4 + ch]! - b[pixel * 4 + ch]!);
        most = Math.max(most, difference);
        squares += difference ** 2;
        channels++;
      }
      if (most > STRONG) strong++;
    }
    similarity += ssimOf(a, b, sizePx, isObject);
  }
  return {
    psnrDb: 10 * Math.log10(255 ** 2 / (squares / Math.max(1, channels))),
    ssim: similarity / reference.length,
    silhouetteMismatch: only / Math.max(1, either),
    strongShare: strong / Math.max(1, either),
  };
}
