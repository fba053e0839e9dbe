/** Connected regions of a binary image. */
export interface Components {
  /** Region of every pixel, −1 where the mask has the other value. */
  readonly labels: Int32Array;
  /** Pixels of every region. */
  readonly areas: number[];
  /** Whether a region has a pixel in the outermost rows or columns. */
  readonly touchesFrame: boolean[];
}

/** Labels the 4- or 8-connected regions of pixels that hold `value`, in the order of their first pixel. */
export function labelComponents(
  mask: Uint8Array,
  width: number,
  height: number,
  value: 0 | 1,
  connectivity: 4 | 8,
): Components {
  const labels = new Int32Array(width * height).fill(-1);
  const areas: number[] = [];
  const touchesFrame: boolean[] = [];
  const stack = new Int32Array(width * height);
  const diagonal = connectivity === 8;
  for (let start = 0; start < labels.length; start++) {
    if (mask[start] !== value || labels[start] !== -1) continue;
    const label = areas.length;
    let area = 0;
    let touches = false;
    let top = 0;
    stack[top++] = start;
    labels[start] = label;
    while (top > 0) {
      const at = stack[--top]!;
      const x = at % width;
      const y = (at - x) / width;
      area++;
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) touches = true;
      const left = x > 0 ? -1 : 0;
      const right = x < width - 1 ? 1 : 0;
      for (let dy = y > 0 ? -1 : 0; dy <= (y < height - 1 ? 1 : 0); dy++) {
        for (let dx = left; dx <= right; dx++) {
          if (!diagonal && dx !== 0 && dy !== 0) continue;
          const next = at + dy * width + dx;
          if (mask[next] !== value || labels[next] !== -1) continue;
          labels[next] = label;
          stack[top++] = next;
        }
      }
    }
    areas.push(area);
    touchesFrame.push(touches);
  }
  return { labels, areas, touchesFrame };
}
