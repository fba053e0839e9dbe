import { createPlane, type Plane } from './plane.ts';

/** One step of the pyramid, four numbers a pixel: premultiplied r, g, b and the weight. */
interface Level {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

function interleave(r: Plane, g: Plane, b: Plane, w: Plane): Level {
  const data = new Float32Array(r.data.length * 4);
  for (let i = 0, o = 0; i < r.data.length; i++, o += 4) {
    data[o] = r.data[i]!;
    data[o + 1] = g.data[i]!;
    data[o + 2] = b.data[i]!;
    data[o + 3] = w.data[i]!;
  }
  return { width: r.width, height: r.height, data };
}

function halve(fine: Level): Level {
  const width = (fine.width + 1) >> 1;
  const height = (fine.height + 1) >> 1;
  const data = new Float32Array(width * height * 4);
  for (let y = 0; y < fine.height; y++) {
    let from = y * fine.width * 4;
    const row = (y >> 1) * width * 4;
    for (let x = 0; x < fine.width; x++, from += 4) {
      const to = row + (x >> 1) * 4;
      data[to] = data[to]! + fine.data[from]!;
      data[to + 1] = data[to + 1]! + fine.data[from + 1]!;
      data[to + 2] = data[to + 2]! + fine.data[from + 2]!;
      data[to + 3] = data[to + 3]! + fine.data[from + 3]!;
    }
  }
  for (let o = 0; o < data.length; o += 4) {
    const weight = data[o + 3]!;
    if (weight <= 1) continue;
    data[o] = data[o]! / weight;
    data[o + 1] = data[o + 1]! / weight;
    data[o + 2] = data[o + 2]! / weight;
    data[o + 3] = 1;
  }
  return { width, height, data };
}

/** Adds the coarser level's colours where the fine level's weight is below 1; its r, g, b are straight afterwards. */
function fillFrom(coarse: Level, fine: Level): void {
  const { data } = fine;
  for (let y = 0; y < fine.height; y++) {
    const nearRow = (y >> 1) * coarse.width * 4;
    const farY = Math.min(coarse.height - 1, Math.max(0, (y >> 1) + ((y & 1) === 0 ? -1 : 1)));
    const farRow = farY * coarse.width * 4;
    for (let x = 0, o = y * fine.width * 4; x < fine.width; x++, o += 4) {
      const room = 1 - data[o + 3]!;
      if (room <= 0.001) continue;
      const near = (x >> 1) * 4;
      const farX = (x >> 1) + ((x & 1) === 0 ? -1 : 1);
      const far = (farX < 0 ? 0 : farX >= coarse.width ? coarse.width - 1 : farX) * 4;
      for (let channel = 0; channel < 3; channel++) {
        const sample =
          0.5625 * coarse.data[nearRow + near + channel]! +
          0.1875 * (coarse.data[nearRow + far + channel]! + coarse.data[farRow + near + channel]!) +
          0.0625 * coarse.data[farRow + far + channel]!;
        data[o + channel] = data[o + channel]! + room * sample;
      }
    }
  }
}

/**
 * Push-pull filling: where `w` < 1 the colour is filled from the nearest known ones (Gortler et al., "The Lumigraph",
 * 1996, §3.4). Takes premultiplied planes and weights (0…1), returns straight colours that are defined everywhere;
 * black when no pixel has a weight.
 */
export function pushPull(r: Plane, g: Plane, b: Plane, w: Plane): { r: Plane; g: Plane; b: Plane } {
  const base = interleave(r, g, b, w);
  const levels = [base];
  for (let level = base; level.width > 1 || level.height > 1; ) {
    level = halve(level);
    levels.push(level);
  }
  const top = levels.at(-1)!.data;
  const weight = top[3]!;
  if (weight > 0) for (let channel = 0; channel < 4; channel++) top[channel] = top[channel]! / weight;
  for (let i = levels.length - 2; i >= 0; i--) fillFrom(levels[i + 1]!, levels[i]!);
  const out = {
    r: createPlane(r.width, r.height),
    g: createPlane(r.width, r.height),
    b: createPlane(r.width, r.height),
  };
  for (let i = 0, o = 0; i < r.data.length; i++, o += 4) {
    out.r.data[i] = base.data[o]!;
    out.g.data[i] = base.data[o + 1]!;
    out.b.data[i] = base.data[o + 2]!;
  }
  return out;
}
