import type { LocalParameters } from '../../recipe/local-parameters.ts';
import type { LocalProfile } from '../contract.ts';
import type { Rect } from '../ops/plane.ts';
import type { Subject } from './subject.ts';

/**
 * The height field's grid: nodes one *cell* apart, with a margin of {@link GRID_MARGIN} nodes around the subject's box.
 * Node (x, y) lies at image position (originX + x · cellPx, originY + y · cellPx).
 */
export interface Grid {
  readonly width: number;
  readonly height: number;
  /** Cells along the subject's longer side. */
  readonly cells: number;
  readonly cellPx: number;
  readonly originX: number;
  readonly originY: number;
}

/** Solver and gradients need one node outside the silhouette; blurring needs more. */
const GRID_MARGIN = 3;

const MIN_CELLS = 48;
const MAX_CELLS = { placeholder: 160, full: 1536 } as const;

/**
 * Raw vertices per target vertex. At small targets the simplifier needs many to choose from; at large ones it would take
 * most of the time.
 */
function oversampling(profile: LocalProfile, target: number): number {
  if (profile === 'placeholder') return 3;
  return Math.min(6, Math.max(1.8, 6 * (20_000 / target) ** 0.4));
}

/** Chooses the grid: both sheets together have about 2 · fill · cells² vertices; `maxCells` is an upper bound. */
export function planGrid(
  subject: Subject,
  { maxCells, maxVertices }: Pick<LocalParameters, 'maxCells' | 'maxVertices'>,
  profile: LocalProfile,
): Grid {
  const wanted = oversampling(profile, maxVertices) * maxVertices;
  const byTarget = Math.round(Math.sqrt(wanted / (2 * Math.max(0.05, subject.fill))));
  const cells = Math.max(MIN_CELLS, Math.min(Math.round(0.98 * maxCells), byTarget, MAX_CELLS[profile]));
  const cellPx = subject.longSidePx / cells;
  return {
    width: Math.ceil(subject.widthPx / cellPx) + 2 * GRID_MARGIN + 1,
    height: Math.ceil(subject.heightPx / cellPx) + 2 * GRID_MARGIN + 1,
    cells,
    cellPx,
    originX: subject.x0 - GRID_MARGIN * cellPx,
    originY: subject.y0 - GRID_MARGIN * cellPx,
  };
}

/** The rectangle in which one resampled pixel is one cell centred on its node; in pixels of a scaled, shifted image. */
export function gridRect(grid: Grid, scale = 1, offsetX = 0, offsetY = 0): Rect {
  const x0 = (grid.originX - grid.cellPx / 2) * scale + offsetX;
  const y0 = (grid.originY - grid.cellPx / 2) * scale + offsetY;
  const step = grid.cellPx * scale;
  return { x0, y0, x1: x0 + grid.width * step, y1: y0 + grid.height * step };
}
