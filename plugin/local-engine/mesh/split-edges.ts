import { addVertex, type EditableSheet, type SquareField, sampleField } from './editable-sheet.ts';
import { type HalfEdges, nextCorner } from './half-edges.ts';

/** How far the midpoint of a repeated edge moves towards its own faces, so that the copies separate. */
const TWIN_SHIFT = 0.1;

/** Minimum W of vertices lifted off the seam, in square cells. */
export const LIFT = 0.02;

/** Marks the corners of edges that exist more than once between their two vertices. */
function findTwins(indices: Uint32Array, { mates, starts, corners }: HalfEdges): Uint8Array {
  const twins = new Uint8Array(indices.length);
  const vertexCount = starts.length - 1;
  const reachedFrom = new Int32Array(vertexCount).fill(-1);
  const reachedBy = new Int32Array(vertexCount);
  const mark = (corner: number) => {
    twins[corner] = 1;
    if (mates[corner] !== -1) twins[mates[corner]!] = 1;
  };
  // Of two edges between the same vertices, two half-edges always have the same direction.
  for (let vertex = 0; vertex < vertexCount; vertex++) {
    for (let slot = starts[vertex]!; slot < starts[vertex + 1]!; slot++) {
      const corner = corners[slot]!;
      const to = indices[nextCorner(corner)]!;
      if (reachedFrom[to] === vertex) {
        mark(corner);
        mark(reachedBy[to]!);
      }
      reachedFrom[to] = vertex;
      reachedBy[to] = corner;
    }
  }
  return twins;
}

/** The midpoint of a border edge stays on the border; any other midpoint is lifted. */
function addMidpoint(
  sheet: EditableSheet,
  field: SquareField,
  corner: number,
  mate: number,
  isTwin: boolean,
): number {
  const { indices, vertices } = sheet;
  const a = indices[corner]!;
  const b = indices[nextCorner(corner)]!;
  let x = (vertices.x[a]! + vertices.x[b]!) / 2;
  let y = (vertices.y[a]! + vertices.y[b]!) / 2;
  if (isTwin) {
    const near = indices[nextCorner(nextCorner(corner))]!;
    const far = mate === -1 ? near : indices[nextCorner(nextCorner(mate))]!;
    x += ((vertices.x[near]! + vertices.x[far]!) / 2 - x) * TWIN_SHIFT;
    y += ((vertices.y[near]! + vertices.y[far]!) / 2 - y) * TWIN_SHIFT;
  }
  if (mate === -1) {
    const midpoint = addVertex(sheet, field, x, y, 0);
    vertices.slopeX[midpoint] = vertices.slopeX[a]! + vertices.slopeX[b]!;
    vertices.slopeY[midpoint] = vertices.slopeY[a]! + vertices.slopeY[b]!;
    return midpoint;
  }
  const squaredLength = (vertices.x[a]! - vertices.x[b]!) ** 2 + (vertices.y[a]! - vertices.y[b]!) ** 2;
  const lifted = Math.max(sampleField(field, x, y), LIFT * squaredLength, 0.01);
  const between = (vertices.square[a]! + vertices.square[b]!) / 2;
  return addVertex(sheet, field, x, y, isTwin ? Math.max(lifted, between) : lifted);
}

/**
 * Adds a midpoint to every edge that front and back must not share: inner edges between two vertices of the seam, and
 * edges that exist more than once. `midpoints` has it by corner, −1 elsewhere.
 */
export function splitEdges(
  sheet: EditableSheet,
  field: SquareField,
  edges: HalfEdges,
): { midpoints: Int32Array; splits: number } {
  const { indices, vertices } = sheet;
  const { mates } = edges;
  const twins = findTwins(indices, edges);
  const midpoints = new Int32Array(indices.length).fill(-1);
  let splits = 0;
  for (let corner = 0; corner < indices.length; corner++) {
    const mate = mates[corner]!;
    if (mate !== -1 && mate < corner) continue;
    const onSeam =
      vertices.square[indices[corner]!] === 0 && vertices.square[indices[nextCorner(corner)]!] === 0;
    const isTwin = twins[corner] === 1;
    if (!(mate !== -1 && onSeam) && !isTwin) continue;
    const midpoint = addMidpoint(sheet, field, corner, mate, isTwin);
    midpoints[corner] = midpoint;
    if (mate !== -1) midpoints[mate] = midpoint;
    splits++;
  }
  return { midpoints, splits };
}
