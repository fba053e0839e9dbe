import { ImageTo3DError } from '../../core/errors.ts';
import { createPacer } from '../bake/pacer.ts';
import type { TexturedMesh, TriangleMesh } from '../mesh/surface.ts';
import type { Chart } from './chart.ts';
import { readFaces } from './faces.ts';
import { createOverlapTest } from './overlap.ts';
import { type Packing, packShapes } from './pack.ts';
import { relaxChart } from './relax.ts';
import { matchArea, settleInBox } from './settle.ts';
import { splitIntoCharts } from './split.ts';

export interface UnwrapOptions {
  /** Edge length of the maps, pixels: charts are two texels apart. */
  readonly sizePx: number;
  readonly signal?: AbortSignal;
}

export interface Unwrapped {
  /** All triangles of the input in their order; vertices on chart borders are duplicated. */
  readonly mesh: TexturedMesh;
  readonly charts: number;
  /** Source vertex of each vertex. */
  readonly sourceVertices: Uint32Array<ArrayBuffer>;
  /** Share of the square that triangles cover, 0…1. */
  readonly coverage: number;
}

const RELAX_STEPS = 40;
/** Cells of the fold test per texel of the maps. */
const TEST_CELLS_PER_TEXEL = 1.5;
const EXPECTED_USE = 0.72;

/**
 * Unwraps a surface without overlaps within 0…1: faces are merged into charts while their normals stay in a cone, each
 * chart is projected and relaxed towards its true shape, charts are packed into the square. Works for any topology. Throws `aborted`, or `validation` for a size below 16.
 */
export async function unwrap(mesh: TriangleMesh, { sizePx, signal }: UnwrapOptions): Promise<Unwrapped> {
  if (!Number.isInteger(sizePx) || sizePx < 16)
    throw new ImageTo3DError(
      'validation',
      `A surface cannot be unwrapped for a texture of ${sizePx} pixels. Use 16 or more.`,
    );
  const pacer = createPacer(signal);
  const pause = async () => {
    if (pacer.due()) await pacer.rest();
  };
  const faces = readFaces(mesh);
  await pause();
  const area = faces.areas.reduce((sum, value) => sum + value, 0);
  const density = sizePx * Math.sqrt(EXPECTED_USE / Math.max(area, 1e-12));
  const test = createOverlapTest(density * TEST_CELLS_PER_TEXEL);
  const charts = await splitIntoCharts(faces, test, pause);
  for (const chart of charts) {
    await pause();
    matchArea(faces, chart);
    if (chart.faces.length > 1) {
      const projected = chart.uvs;
      chart.uvs = relaxChart(faces, chart, RELAX_STEPS);
      if (test.isFolded(faces, chart)) chart.uvs = projected;
      else matchArea(faces, chart);
    }
    settleInBox(chart);
  }
  const packing = await packShapes(charts, area, sizePx, pause);
  await pause();
  return { ...emit(mesh, charts, packing, sizePx), charts: charts.length };
}

function emit(mesh: TriangleMesh, charts: readonly Chart[], packing: Packing, sizePx: number) {
  const { places, density, cellPx } = packing;
  const corners = Math.floor(mesh.indices.length / 3) * 3;
  const indices = new Uint32Array(corners);
  const sourceVertices = new Uint32Array(corners);
  const uvs = new Float32Array(corners * 2);
  const vertexOf = new Int32Array(mesh.positions.length / 3).fill(-1);
  let count = 0;
  let covered = 0;
  charts.forEach((chart, index) => {
    const first = count;
    const texels = turned(chart.uvs, density, cellPx, places[index * 3]!);
    const left = places[index * 3 + 1]! * cellPx;
    const bottom = places[index * 3 + 2]! * cellPx;
    for (let corner = 0; corner < chart.corners.length; corner++) {
      const at = chart.faces[Math.floor(corner / 3)]! * 3 + (corner % 3);
      const source = mesh.indices[at]!;
      let vertex = vertexOf[source]!;
      // A chart's vertices come after all earlier ones: a number below `first` belongs to another chart.
      if (vertex < first) {
        vertex = count++;
        vertexOf[source] = vertex;
        sourceVertices[vertex] = source;
        const local = chart.corners[corner]! * 2;
        uvs[vertex * 2] = (left + texels[local]!) / sizePx;
        uvs[vertex * 2 + 1] = 1 - (bottom + texels[local + 1]!) / sizePx;
      }
      indices[at] = vertex;
    }
  });
  const positions = new Float32Array(count * 3);
  const normals = new Float32Array(count * 3);
  for (let vertex = 0; vertex < count; vertex++) {
    const from = sourceVertices[vertex]! * 3;
    for (let axis = 0; axis < 3; axis++) {
      positions[vertex * 3 + axis] = mesh.positions[from + axis]!;
      normals[vertex * 3 + axis] = mesh.normals[from + axis]!;
    }
  }
  for (let i = 0; i < corners; i += 3) {
    const [a, b, c] = [indices[i]! * 2, indices[i + 1]! * 2, indices[i + 2]! * 2];
    const [bu, bv] = [uvs[b]! - uvs[a]!, uvs[b + 1]! - uvs[a + 1]!];
    const [cu, cv] = [uvs[c]! - uvs[a]!, uvs[c + 1]! - uvs[a + 1]!];
    covered += Math.abs(bu * cv - bv * cu) / 2;
  }
  return {
    mesh: { positions, normals, indices, uvs: uvs.slice(0, count * 2) },
    sourceVertices: sourceVertices.slice(0, count),
    coverage: covered,
  };
}

/** A chart's points in texels from its box's corner, after rotations of its mask by 90°. */
function turned(uvs: Float64Array, density: number, cellPx: number, turns: number): Float64Array {
  const texels = uvs.map((value) => value * density);
  let width = 0;
  let height = 0;
  for (let i = 0; i < uvs.length; i += 2) {
    width = Math.max(width, (Math.floor((uvs[i]! * density) / cellPx) + 1) * cellPx);
    height = Math.max(height, (Math.floor((uvs[i + 1]! * density) / cellPx) + 1) * cellPx);
  }
  for (let turn = 0; turn < turns; turn++) {
    for (let i = 0; i < texels.length; i += 2) {
      const x = texels[i]!;
      texels[i] = height - texels[i + 1]!;
      texels[i + 1] = x;
    }
    [width, height] = [height, width];
  }
  return texels;
}
