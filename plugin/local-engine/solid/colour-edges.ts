import { blur } from '../ops/blur.ts';
import { toLab } from '../ops/lab.ts';
import type { Plane } from '../ops/plane.ts';
import { resample } from '../ops/resample.ts';
import type { FrontChart } from '../texture/front-chart.ts';
import { type Grid, gridRect } from './grid.ts';

/** The subject's colours on the grid, CIE Lab. Without background: the chart's colours are extended outwards. */
export interface GridColours {
  readonly l: Plane;
  readonly a: Plane;
  readonly b: Plane;
}

export function sampleColours(chart: FrontChart, grid: Grid): GridColours {
  const rect = gridRect(grid, chart.scale, chart.offsetX, chart.offsetY);
  const sample = (plane: Plane) => resample(plane, rect, grid.width, grid.height);
  return toLab(sample(chart.r), sample(chart.g), sample(chart.b));
}

/** Lab difference across one σ at which an edge has full strength. */
const FULL_EDGE = 14;
/** Minimum mask value: below it background is mixed in. */
const WELL_INSIDE = 0.9;

/**
 * Sinks λ for the inflation: strong colour edges act as partial walls, so that a blade and its handle, or a cap and its
 * stem, inflate separately. For a busy texture they are weakened, so that it does not flatten the body.
 */
export function colourEdgeSinks(
  { l, a, b }: GridColours,
  field: Plane,
  grid: Grid,
): Float32Array | undefined {
  const { width, height } = grid;
  const sigma = Math.max(0.7, 0.006 * grid.cells);
  const channels = [blur(l, sigma).data, blur(a, sigma).data, blur(b, sigma).data];
  const sinks = new Float32Array(width * height);
  const toEdge = (sigma / FULL_EDGE) ** 2;
  const toSink = 16 / (grid.cells * sigma);
  let edges = 0;
  let nodes = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const node = y * width + x;
      if (field.data[node]! < WELL_INSIDE) continue;
      let squared = 0;
      for (let channel = 0; channel < 3; channel++) {
        const data = channels[channel]!;
        const across = data[node + 1]! - data[node - 1]!;
        const down = data[node + width]! - data[node - width]!;
        squared += across * across + down * down;
      }
      const edge = Math.min(1, squared * toEdge);
      sinks[node] = edge * toSink;
      edges += edge;
      nodes++;
    }
  }
  if (edges === 0) return undefined;
  const damping = 1 / (1 + (7 * edges) / nodes);
  for (let node = 0; node < sinks.length; node++) sinks[node] = sinks[node]! * damping;
  return sinks;
}
