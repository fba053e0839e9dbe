import { loadSimplifier } from '../mesh/simplifier.ts';
import type { TriangleMesh } from '../mesh/surface.ts';
import { withFrontNormals } from './front-normals.ts';
import { isOnTarget, reachTriangles } from './reach-triangles.ts';
import { type ReducedMesh, reduceStep, sloppyStep } from './reduce-step.ts';
import { thinReducer } from './thin/thin-reducer.ts';

/** Simplifies one welded mesh to any number of triangles, any number of times. */
export interface Reducer {
  /** Triangles of the welded mesh. */
  readonly triangles: number;
  /** Immediate result by clustering, shown until {@link Reducer.base} has run. */
  instant(triangles: number): ReducedMesh;
  /** Computes what every {@link Reducer.to} below 200,000 triangles starts from; only once, in steps. */
  base(pause: () => Promise<void>): Promise<void>;
  /**
   * At most `triangles`, at most 5 % below; the welded mesh itself when it has no more. The result depends on `triangles`
   * only, not on earlier calls. Use {@link isOnTarget} to detect the rare mesh that cannot reach the target.
   */
  to(triangles: number): ReducedMesh;
}

/** Halving steps are faster, since they are cached, and closer to the shape than one long step. */
const LEVELS = [200_000, 100_000, 50_000, 25_000, 12_500, 6_250, 3_125, 1_560, 780] as const;
/** Levels computed by `base`: the rest take milliseconds. */
const BASE_LEVELS = 2;
/** Up to this many triangles, thin parts are cared for, starting from the last level with at least twice as many. */
const THIN_TRIANGLES = 6_250;
const THIN_LEVEL = LEVELS.indexOf(12_500) + 1;
/** Twice as many would take 50 ms longer and be a sixth more accurate, which is not visible in a preview. */
const INSTANT_CLUSTERS = 60_000;

/** `Uint32Array.from` takes a tenth of a second for this. */
function sequence(length: number): Uint32Array<ArrayBuffer> {
  const numbers = new Uint32Array(length);
  for (let i = 0; i < length; i++) numbers[i] = i;
  return numbers;
}

export interface ReducerOptions {
  /** The mesh is one closed solid: clustering leaves no sheets that need front normals. Default false. */
  readonly isSolid?: boolean;
}

/** @param mesh as `weldMesh` makes it: duplicate or unused vertices would stop the reduction early. */
export async function createReducer(
  mesh: TriangleMesh,
  { isSolid = false }: ReducerOptions = {},
): Promise<Reducer> {
  const simplifier = await loadSimplifier();
  const vertices = mesh.positions.length / 3;
  const whole: ReducedMesh = {
    ...mesh,
    sourceVertices: sequence(vertices),
    error: 0,
  };
  const triangles = mesh.indices.length / 3;
  let shownWhole: ReducedMesh | undefined;
  const shown = () => {
    shownWhole ??= withFrontNormals(whole);
    return shownWhole;
  };
  const levels: ReducedMesh[] = [];

  /** Level 0 is the mesh itself; for a mesh smaller than a level, the level is the one before. */
  function level(count: number): ReducedMesh {
    if (count === 0) return whole;
    const above = level(count - 1);
    const size = LEVELS[count - 1]!;
    if (above.indices.length / 3 <= size) return above;
    levels[count] ??= reduceStep(simplifier, above, size);
    return levels[count];
  }

  let thin: ReturnType<typeof thinReducer> | null = null;
  const thinParts = () => {
    if (thin === null) thin = thinReducer(simplifier, level(THIN_LEVEL));
    return thin;
  };
  /** Undefined above the limit, and without thin parts. */
  function withThinParts(target: number): ReducedMesh | undefined {
    if (target > THIN_TRIANGLES) return undefined;
    const reduced = thinParts()?.(target);
    return reduced && isOnTarget(reduced, target) ? reduced : undefined;
  }

  return {
    triangles,
    instant(target) {
      if (target >= triangles) return shown();
      const clusters = Math.max(INSTANT_CLUSTERS, Math.ceil(target * 1.5));
      const start = clusters < triangles ? sloppyStep(simplifier, whole, clusters) : whole;
      const reduced = reduceStep(simplifier, start, target);
      const reached = isOnTarget(reduced, target) ? reduced : reachTriangles(simplifier, whole, target);
      return isSolid ? reached : withFrontNormals(reached);
    },
    async base(pause) {
      for (let count = 1; count <= BASE_LEVELS; count++) {
        level(count);
        await pause();
      }
      thinParts();
    },
    to(target) {
      if (target >= triangles) return shown();
      const thinned = withThinParts(target);
      if (thinned) return withFrontNormals(thinned);
      const start = level(LEVELS.filter((size) => size > target).length);
      // When pruning took the level below the target, start from the whole mesh.
      return withFrontNormals(
        reachTriangles(simplifier, start.indices.length / 3 >= target ? start : whole, target),
      );
    },
  };
}
