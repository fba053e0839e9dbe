import {
  addVertex,
  type EditableSheet,
  edit,
  finish,
  type SquareField,
  sampleField,
} from './editable-sheet.ts';
import { flipSlivers } from './flip-slivers.ts';
import { type HalfEdges, nextCorner, pairHalfEdges } from './half-edges.ts';
import { compactSheet, dropClosedParts, type Sheet } from './sheet.ts';
import { LIFT, splitEdges } from './split-edges.ts';
import { splitFans } from './split-fans.ts';

/** A vertex with W = 0 but without border edges is a collapsed hole: lift it into the surface. */
function liftCollapsedHoles(
  { indices, vertices, count }: EditableSheet,
  field: SquareField,
  edges: HalfEdges,
): void {
  const onBorder = new Uint8Array(count);
  for (let corner = 0; corner < indices.length; corner++) {
    if (edges.mates[corner] !== -1) continue;
    onBorder[indices[corner]!] = 1;
    onBorder[indices[nextCorner(corner)]!] = 1;
  }
  for (let i = 0; i < indices.length; i++) {
    const vertex = indices[i]!;
    if (onBorder[vertex] || vertices.square[vertex] !== 0) continue;
    vertices.square[vertex] = Math.max(LIFT, sampleField(field, vertices.x[vertex]!, vertices.y[vertex]!));
  }
}

/** Appends faces to a preallocated index list. */
function createFaceWriter(capacity: number) {
  const indices = new Uint32Array(capacity);
  let end = 0;
  return {
    add(a: number, b: number, c: number) {
      indices[end] = a;
      indices[end + 1] = b;
      indices[end + 2] = c;
      end += 3;
    },
    indices: () => indices.slice(0, end),
  };
}

function isFlat({ indices, vertices: { square } }: EditableSheet, face: number): boolean {
  return square[indices[face]!] === 0 && square[indices[face + 1]!] === 0 && square[indices[face + 2]!] === 0;
}

/**
 * Splits faces at their split edges. A face without a split edge and with all corners on the seam gets a lifted centre.
 * Returns the number of those.
 */
function retriangulate(
  sheet: EditableSheet,
  midpoints: Int32Array,
  splits: number,
  field: SquareField,
): number {
  const { indices, vertices } = sheet;
  let flat = 0;
  for (let face = 0; face < indices.length; face += 3) if (isFlat(sheet, face)) flat++;
  if (splits + flat === 0) return 0;
  const faces = createFaceWriter(indices.length + 6 * (splits + flat));
  let centres = 0;
  for (let face = 0; face < indices.length; face += 3) {
    let count = 0;
    let whole = face;
    let split = face;
    for (let corner = face; corner < face + 3; corner++) {
      if (midpoints[corner] === -1) whole = corner;
      else {
        split = corner;
        count++;
      }
    }
    // Edge a–b is the one split edge of one, or the one whole edge of three.
    const first = count === 2 ? whole : split;
    const second = nextCorner(first);
    const third = nextCorner(second);
    const [a, b, c] = [indices[first]!, indices[second]!, indices[third]!];
    const [ab, bc, ca] = [midpoints[first]!, midpoints[second]!, midpoints[third]!];
    if (count === 3) {
      faces.add(a, ab, ca);
      faces.add(ab, b, bc);
      faces.add(ca, bc, c);
      faces.add(ab, bc, ca);
    } else if (count === 2) {
      faces.add(a, b, bc);
      faces.add(a, bc, ca);
      faces.add(ca, bc, c);
    } else if (count === 1) {
      faces.add(a, ab, c);
      faces.add(ab, b, c);
    } else if (isFlat(sheet, face)) {
      const x = (vertices.x[a]! + vertices.x[b]! + vertices.x[c]!) / 3;
      const y = (vertices.y[a]! + vertices.y[b]! + vertices.y[c]!) / 3;
      const centre = addVertex(sheet, field, x, y, Math.max(LIFT, sampleField(field, x, y)));
      faces.add(a, b, centre);
      faces.add(b, c, centre);
      faces.add(c, a, centre);
      centres++;
    } else faces.add(a, b, c);
  }
  sheet.indices = faces.indices();
  return centres;
}

/** A repair can uncover another problem; more rounds were never needed. */
const MAX_ROUNDS = 5;

/**
 * Repairs a simplified sheet so that mirroring gives a 2-manifold solid. Front and back share every vertex with W = 0, so
 * inner edges between two of them, several fans or edges at the same vertices and collapsed holes would be shared too.
 * `indices` is the simplified index list of the sheet; `field` is W on the grid. Adds few vertices.
 */
export function closeSheet(sheet: Sheet, indices: Uint32Array, field: SquareField): Sheet {
  const work = edit(compactSheet(sheet, indices));
  flipSlivers(work);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    let edges = pairHalfEdges(work.indices, work.count);
    const parted = splitFans(work, field, edges);
    if (parted) edges = pairHalfEdges(work.indices, work.count);
    liftCollapsedHoles(work, field, edges);
    const { midpoints, splits } = splitEdges(work, field, edges);
    const centres = retriangulate(work, midpoints, splits, field);
    if (!parted && splits + centres === 0) break;
  }
  return dropClosedParts(finish(work));
}
