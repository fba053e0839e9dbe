import { addVertex, type EditableSheet, type SquareField } from './editable-sheet.ts';
import { type HalfEdges, nextCorner } from './half-edges.ts';

/** How far a fan's copy of a shared vertex moves towards its fan. */
const FAN_SHIFT = 0.08;

function rootOf(parents: Int32Array, corner: number): number {
  let at = corner;
  while (parents[at] !== at) {
    parents[at] = parents[parents[at]!]!;
    at = parents[at]!;
  }
  return at;
}

function addOwnVertex(sheet: EditableSheet, field: SquareField, vertex: number, fan: Uint32Array): void {
  const { indices, vertices } = sheet;
  const x = vertices.x[vertex]!;
  const y = vertices.y[vertex]!;
  let sumX = 0;
  let sumY = 0;
  for (const corner of fan) {
    const second = indices[nextCorner(corner)]!;
    const third = indices[nextCorner(nextCorner(corner))]!;
    sumX += (vertices.x[second]! + vertices.x[third]!) / 2;
    sumY += (vertices.y[second]! + vertices.y[third]!) / 2;
  }
  const copy = addVertex(
    sheet,
    field,
    x + (sumX / fan.length - x) * FAN_SHIFT,
    y + (sumY / fan.length - y) * FAN_SHIFT,
    vertices.square[vertex]!,
  );
  vertices.slopeX[copy] = vertices.slopeX[vertex]!;
  vertices.slopeY[copy] = vertices.slopeY[vertex]!;
  for (const corner of fan) indices[corner] = copy;
}

/** Duplicates vertices that are shared by several fans of faces, one per fan. Returns whether there were any. */
export function splitFans(sheet: EditableSheet, field: SquareField, edges: HalfEdges): boolean {
  const { indices } = sheet;
  const { mates, starts, corners } = edges;
  const parents = new Int32Array(indices.length);
  for (let corner = 0; corner < parents.length; corner++) parents[corner] = corner;
  for (let corner = 0; corner < indices.length; corner++) {
    const mate = mates[corner]!;
    if (mate < corner) continue;
    parents[rootOf(parents, nextCorner(mate))] = rootOf(parents, corner);
    parents[rootOf(parents, mate)] = rootOf(parents, nextCorner(corner));
  }
  let found = false;
  const vertexCount = sheet.count;
  for (let vertex = 0; vertex < vertexCount; vertex++) {
    const from = starts[vertex]!;
    const to = starts[vertex + 1]!;
    if (from === to) continue;
    const first = rootOf(parents, corners[from]!);
    let several = false;
    for (let slot = from + 1; slot < to && !several; slot++)
      several = rootOf(parents, corners[slot]!) !== first;
    if (!several) continue;
    found = true;
    const around = corners.subarray(from, to);
    for (const root of new Set(Array.from(around, (corner) => rootOf(parents, corner))))
      addOwnVertex(
        sheet,
        field,
        vertex,
        around.filter((corner) => rootOf(parents, corner) === root),
      );
  }
  return found;
}
