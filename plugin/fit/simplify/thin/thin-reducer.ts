import { faceArea } from '../../mesh/face-frame.ts';
import { neighboursOf } from '../../mesh/neighbours.ts';
import type { Simplifier } from '../../mesh/simplifier.ts';
import { compact, type ReducedMesh } from '../reduce-step.ts';
import { collapseEdges } from './collapse-edges.ts';
import {
  drawTriangles,
  eachContourPixel,
  project,
  type Shape,
  UNCOVERED,
  VIEW_PX,
  type View,
  viewsAround,
} from './contours.ts';
import { matchContours, type Outline } from './match-contours.ts';

/**
 * Contour pixels over covered ones from which on a mesh counts as thin: a bicycle and a plant have 0.13, a slim figure
 * 0.07, compact bodies 0.02 to 0.04.
 */
const THIN = 0.1;
/** Share of edges without one triangle on either side. Sheets do not vanish, and their rims need no such care. */
const MAX_OPEN = 0.01;
const QUICK_VIEWS = 6;
const VIEWS = 20;
/** Weight of a surface that is on no contour. One of a tube as wide as a hundredth of the mesh is about 60. */
const FLOOR = 7;
const MATCH_STEPS = 2;

/** Reduces a mesh with thin parts so that its outlines stay. */
export type ThinReducer = (triangles: number) => ReducedMesh;

/** Undefined for a mesh without thin parts: there, meshoptimizer is as good and faster. */
export function thinReducer(simplifier: Simplifier, mesh: ReducedMesh): ThinReducer | undefined {
  if (isOpen(mesh)) return undefined;
  const quick = drawViews(mesh, viewsAround(mesh, QUICK_VIEWS));
  if (quick.contourPx < THIN * quick.coveredPx) return undefined;
  const { outlines, perTriangle } = drawViews(mesh, viewsAround(mesh, VIEWS));
  const weights = weightsOf(mesh, outlines[0]!.view, perTriangle);
  return (triangles) => {
    const reduced = compact(simplifier, collapseEdges(mesh, triangles, weights));
    let positions = reduced.positions as Float32Array<ArrayBuffer>;
    for (let step = 0; step < MATCH_STEPS; step++)
      positions = matchContours({ positions, indices: reduced.indices }, outlines);
    return { ...reduced, positions };
  };
}

function isOpen({ positions, indices }: Shape): boolean {
  const across = neighboursOf(positions.length / 3, indices);
  return across.filter((corner) => corner < 0).length > MAX_OPEN * across.length;
}

function drawViews(mesh: Shape, views: readonly View[]) {
  const drawn = new Int32Array(VIEW_PX * VIEW_PX);
  const perTriangle = new Float64Array(mesh.indices.length / 3);
  let contourPx = 0;
  let coveredPx = 0;
  const outlines = views.map((view): Outline => {
    drawTriangles(project(mesh.positions, view), mesh.indices, drawn);
    eachContourPixel(drawn, (pixel) => {
      perTriangle[drawn[pixel]!]!++;
      contourPx++;
    });
    const covered = new Uint8Array(drawn.length);
    for (let pixel = 0; pixel < drawn.length; pixel++) {
      if (drawn[pixel] === UNCOVERED) continue;
      covered[pixel] = 1;
      coveredPx++;
    }
    return { view, covered };
  });
  return { outlines, perTriangle, contourPx, coveredPx };
}

/** Mean length of contour in a view per area, relative to the mesh's size, smoothed over the triangles at each vertex. */
function weightsOf({ positions, indices }: Shape, { pxPerMetre }: View, perTriangle: Float64Array) {
  const vertices = positions.length / 3;
  const lengths = new Float64Array(vertices);
  const areas = new Float64Array(vertices);
  for (let corner = 0; corner < indices.length; corner++) {
    const triangle = Math.floor(corner / 3);
    lengths[indices[corner]!]! += perTriangle[triangle]! / (VIEWS * pxPerMetre);
    areas[indices[corner]!]! += faceArea(positions, indices, triangle);
  }
  const size = VIEW_PX / pxPerMetre;
  return Float32Array.from(perTriangle, (_, triangle) => {
    let sum = FLOOR;
    for (const vertex of indices.subarray(3 * triangle, 3 * triangle + 3))
      if (areas[vertex]! > 0) sum += (size * lengths[vertex]!) / areas[vertex]! / 3;
    return sum;
  });
}
