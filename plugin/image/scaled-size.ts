export interface SizePx {
  readonly widthPx: number;
  readonly heightPx: number;
}

function scaled({ widthPx, heightPx }: SizePx, factor: number): SizePx {
  return {
    widthPx: Math.max(1, Math.round(widthPx * factor)),
    heightPx: Math.max(1, Math.round(heightPx * factor)),
  };
}

/** The size with its long side at most `maxSizePx`, aspect ratio kept, at least 1 px per side. */
export function shrinkToFit(size: SizePx, maxSizePx: number): SizePx {
  const factor = maxSizePx / Math.max(size.widthPx, size.heightPx);
  return factor < 1 ? scaled(size, factor) : size;
}

/** The size with its long side exactly `longSidePx`: for vector images. */
export function scaleTo(size: SizePx, longSidePx: number): SizePx {
  const longest = Math.max(size.widthPx, size.heightPx);
  return longest > 0 ? scaled(size, longSidePx / longest) : { widthPx: longSidePx, heightPx: longSidePx };
}
