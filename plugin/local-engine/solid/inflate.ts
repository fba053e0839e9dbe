import type { Checkpoint } from '../../core/run-clock.ts';
import type { Plane } from '../ops/plane.ts';
import type { Grid } from './grid.ts';
import { solvePoisson } from './poisson.ts';
import { insideOf } from './silhouette-field.ts';

export interface InflateOptions {
  /** λ of the colour edges at neutral strength. */
  readonly sinks: Float32Array | undefined;
  /** Factor on the sinks; 1 is neutral. */
  readonly strength: number;
  /** Factor on the depth, about 1.35. */
  readonly depth: number;
  readonly cycles: number;
}

/** With this source a disc of radius R has u = ¾ (R² − r²). */
const SOURCE = 3;
/** √u → height at depth 1. */
const ROUNDNESS = 0.85;
/** Upper bound of the half thickness, as a share of the subject's length; approached by wide subjects. */
const HALF_THICKNESS = 0.34;

const REFERENCE_CELLS = 100;
const REFERENCE_CYCLES = 5;

/** 90th percentile of √u over the inside nodes, from about ten thousand samples at most. */
function typicalRoot(u: Float32Array, inside: Uint8Array): number {
  const step = Math.max(1, Math.floor(u.length / 40_000));
  const roots: number[] = [];
  for (let node = 0; node < u.length; node += step)
    if (inside[node]) roots.push(Math.sqrt(Math.max(0, u[node]!)));
  const sorted = Float32Array.from(roots).sort();
  return sorted[Math.floor(0.9 * (sorted.length - 1))] ?? 0;
}

/** {@link typicalRoot} of the solution with these sinks on a coarser grid; in cells of the coarse grid. */
function coarseRoot(field: Plane, inside: Uint8Array, sinks: Float32Array): number {
  const { data, width, height } = field;
  const problem = { field: data, inside, width, height, source: SOURCE, sinks, cycles: REFERENCE_CYCLES };
  let root = 0;
  for (const u of solvePoisson(problem)) root = typicalRoot(u, inside);
  return root;
}

/**
 * Factor that keeps the thickness that the body has with neutral sinks, so that their strength changes only the creases.
 * Both thicknesses are computed on one coarse grid, so that its errors cancel out.
 */
function thicknessFactor(field: Plane, grid: Grid, neutral: Float32Array, strength: number): number {
  if (strength === 1) return 1;
  const stride = Math.max(1, Math.round(grid.cells / REFERENCE_CELLS));
  const width = Math.floor(field.width / stride);
  const height = Math.floor(field.height / stride);
  const coarse = { width, height, data: new Float32Array(width * height) };
  const sinks = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let [mask, sink] = [0, 0];
      for (let dy = 0; dy < stride; dy++) {
        const row = (y * stride + dy) * field.width + x * stride;
        for (let dx = 0; dx < stride; dx++) {
          mask += field.data[row + dx]!;
          sink += neutral[row + dx]!;
        }
      }
      coarse.data[y * width + x] = mask / stride ** 2;
      // λ is per cell: the sum already contains the coarse cell's h².
      sinks[y * width + x] = sink;
    }
  }
  const inside = insideOf(coarse);
  const wanted = coarseRoot(coarse, inside, sinks);
  const got = coarseRoot(
    coarse,
    inside,
    sinks.map((sink) => sink * strength),
  );
  return got > 0 ? wanted / got : 1;
}

async function solve(
  field: Plane,
  inside: Uint8Array,
  source: number,
  cycles: number,
  sinks: Float32Array | undefined,
  checkpoint: Checkpoint,
): Promise<Float32Array> {
  const { width, height, data } = field;
  let u: Float32Array = data;
  let done = 0;
  for (const solution of solvePoisson({ field: data, inside, width, height, source, sinks, cycles })) {
    u = solution;
    await checkpoint(++done / cycles);
  }
  return u;
}

/**
 * Heights (in cells, 0 outside) of the inflated silhouette: a disc becomes a sphere, a strip a rod. The sinks divide the
 * body into parts without changing its thickness.
 */
export async function inflate(
  field: Plane,
  inside: Uint8Array,
  grid: Grid,
  { sinks, strength, depth, cycles }: InflateOptions,
  checkpoint: Checkpoint,
): Promise<Float32Array> {
  const walls = strength > 0 && sinks ? sinks.map((sink) => sink * strength) : undefined;
  const u = await solve(field, inside, SOURCE, cycles, walls, checkpoint);
  const scale = ROUNDNESS * depth * (sinks ? thicknessFactor(field, grid, sinks, strength) : 1);
  const cap = HALF_THICKNESS * grid.cells * depth;
  const heights = new Float32Array(u.length);
  for (let node = 0; node < u.length; node++) {
    if (!inside[node]) continue;
    heights[node] = cap * Math.tanh((scale * Math.sqrt(Math.max(0, u[node]!))) / cap);
  }
  return heights;
}

const SLAB_SOURCE = 4;
const SLAB_CYCLES = 6;
/** Half thickness of the plate, and radius of its rim, as a share of its length. */
const SLAB_RADIUS = 0.035;

/** Heights of a flat plate with a rounded rim, for an image without a detected subject. */
export async function inflateSlab(
  field: Plane,
  inside: Uint8Array,
  grid: Grid,
  depth: number,
  checkpoint: Checkpoint,
): Promise<Float32Array> {
  const u = await solve(field, inside, SLAB_SOURCE, SLAB_CYCLES, undefined, checkpoint);
  const radius = SLAB_RADIUS * grid.cells * depth;
  const heights = new Float32Array(u.length);
  for (let node = 0; node < u.length; node++)
    if (inside[node]) heights[node] = radius * Math.tanh(Math.sqrt(Math.max(0, u[node]!)) / (2 * radius));
  return heights;
}
