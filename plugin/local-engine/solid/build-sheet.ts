import type { RunClock } from '../../core/run-clock.ts';
import type { LocalParameters } from '../../recipe/local-parameters.ts';
import type { LocalProfile, LocalStage } from '../contract.ts';
import type { Sheet } from '../mesh/sheet.ts';
import type { Plane } from '../ops/plane.ts';
import { createRandom } from '../ops/random.ts';
import type { FrontChart } from '../texture/front-chart.ts';
import { colourEdgeSinks, sampleColours } from './colour-edges.ts';
import type { Grid } from './grid.ts';
import { inflate, inflateSlab } from './inflate.ts';
import { backDifference, emboss, smoothBand, squareHeights } from './relief.ts';
import { insideOf } from './silhouette-field.ts';
import { makeSheet } from './triangulate.ts';

export interface RawSolid {
  readonly sheet: Sheet;
  /** W on the grid. */
  readonly squares: Plane;
  /** W of the back minus W of the front, on the grid. */
  readonly backDifference: Plane;
}

/** Strength at which the relief is "as designed". */
const NEUTRAL_STRENGTH = 7.5;
const CYCLES: Readonly<Record<LocalProfile, number>> = { placeholder: 5, full: 8 };
const DEPTH = 1.35;

/** One image does not show depth: the seed varies it by ±10 %. */
function depthFor(seed: number): number {
  return DEPTH * (0.9 + 0.2 * createRandom(seed)());
}

/** Builds the front sheet, before decimation, from the silhouette: stages `inflate` and `mesh`. */
export async function buildSheet(
  field: Plane,
  grid: Grid,
  front: FrontChart,
  isSlab: boolean,
  parameters: LocalParameters,
  profile: LocalProfile,
  clock: RunClock<LocalStage>,
): Promise<RawSolid> {
  const { width, height } = grid;
  const inside = insideOf(field);
  const colours = sampleColours(front, grid);
  await clock.enter('inflate');
  const strength = parameters.reliefStrength / NEUTRAL_STRENGTH;
  const depth = depthFor(parameters.seed);
  const sinks = isSlab ? undefined : colourEdgeSinks(colours, field, grid);
  const heights = isSlab
    ? await inflateSlab(field, inside, grid, depth, clock.checkpoint)
    : await inflate(
        field,
        inside,
        grid,
        { sinks, strength, depth, cycles: CYCLES[profile] },
        clock.checkpoint,
      );
  emboss(heights, colours.l, grid, strength);

  await clock.enter('mesh');
  if (parameters.isSmooth) smoothBand(heights, inside, grid, parameters.smoothBand, parameters.smoothProject);
  const squares = squareHeights(heights, inside);
  const difference = backDifference(squares, inside, grid);
  await clock.checkpoint(0.4);
  return {
    sheet: makeSheet(field, inside, squares, grid.cells),
    squares: { width, height, data: squares },
    backDifference: { width, height, data: difference },
  };
}
