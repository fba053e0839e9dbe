import type { Rect } from '../ops/plane.ts';
import type { LabImage } from './gaussian-mixture.ts';

/** Colours within this distance of a bar's own colour belong to the bar. */
const SAME = 4;
/** A bar must end with an edge along its whole length, unlike the plain background above a subject. */
const EDGE = 9;
const EDGE_SHARE = 0.85;
const MAX_BAR_SHARE = 0.4;

type At = (line: number, along: number) => number;

/** Number of lines of one colour that end in an edge along the whole line; 0 if there is no such bar. */
function barDepth({ l, a, b }: LabImage, at: At, lines: number, length: number, fromEnd: boolean): number {
  const line = (depth: number) => (fromEnd ? lines - 1 - depth : depth);
  const origin = at(line(0), length >> 1);
  const differs = (depth: number, along: number) => {
    const i = at(line(depth), along);
    return Math.hypot(
      l.data[i]! - l.data[origin]!,
      a.data[i]! - a.data[origin]!,
      b.data[i]! - b.data[origin]!,
    );
  };
  const limit = Math.floor(lines * MAX_BAR_SHARE);
  let depth = 0;
  scan: for (; depth < limit; depth++)
    for (let along = 0; along < length; along++) if (differs(depth, along) > SAME) break scan;
  if (depth === 0 || depth === limit) return 0;
  // The line at the edge is a mix of both colours; the image starts with the next one.
  let beyond = 0;
  for (let along = 0; along < length; along++) if (differs(depth + 1, along) > EDGE) beyond++;
  return beyond >= EDGE_SHARE * length ? depth + 1 : 0;
}

/** Removes uniform bars above and below the image, or left and right of it; `null` when there are none. */
export function withoutBars(lab: LabImage): Rect | null {
  const { width, height } = lab.l;
  if (width < 16 || height < 16) return null;
  const row: At = (line, along) => line * width + along;
  const column: At = (line, along) => along * width + line;
  const top = barDepth(lab, row, height, width, false);
  const bottom = barDepth(lab, row, height, width, true);
  const left = barDepth(lab, column, width, height, false);
  const right = barDepth(lab, column, width, height, true);
  // A single line is an artefact of scaling; a single bar may be a floor or a wall.
  const rows = Math.min(top, bottom) > 1;
  const columns = Math.min(left, right) > 1;
  if (!rows && !columns) return null;
  return {
    x0: columns ? left : 0,
    y0: rows ? top : 0,
    x1: columns ? width - right : width,
    y1: rows ? height - bottom : height,
  };
}
