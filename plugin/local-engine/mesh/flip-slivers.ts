import type { EditableSheet } from './editable-sheet.ts';
import { nextCorner, pairHalfEdges } from './half-edges.ts';

/** A face whose height is below this share of its longest edge is a sliver. */
const SLIVER = 1e-4;
const MAX_ROUNDS = 10;

/** The corner of a sliver's longest edge; −1 when the face is not a sliver. */
function sliverEdge({ indices, vertices: { x, y, square } }: EditableSheet, face: number): number {
  let longest = 0;
  let edge = face;
  for (let corner = face; corner < face + 3; corner++) {
    const a = indices[corner]!;
    const b = indices[nextCorner(corner)]!;
    const height = Math.sqrt(square[b]!) - Math.sqrt(square[a]!);
    const length = (x[b]! - x[a]!) ** 2 + (y[b]! - y[a]!) ** 2 + height ** 2;
    if (length <= longest) continue;
    longest = length;
    edge = corner;
  }
  const a = indices[edge]!;
  const b = indices[nextCorner(edge)]!;
  const c = indices[nextCorner(nextCorner(edge))]!;
  const [ux, uy, uz] = [x[b]! - x[a]!, y[b]! - y[a]!, Math.sqrt(square[b]!) - Math.sqrt(square[a]!)];
  const [vx, vy, vz] = [x[c]! - x[a]!, y[c]! - y[a]!, Math.sqrt(square[c]!) - Math.sqrt(square[a]!)];
  const doubledArea = Math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx);
  return doubledArea <= SLIVER * longest ? edge : -1;
}

/**
 * In flat areas the simplifier leaves faces with collinear corners. Flips their longest edge, which connects the middle
 * vertex to the face across.
 */
export function flipSlivers(sheet: EditableSheet): void {
  const { indices } = sheet;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const slivers: number[] = [];
    for (let face = 0; face < indices.length; face += 3) {
      const edge = sliverEdge(sheet, face);
      if (edge !== -1) slivers.push(edge);
    }
    if (slivers.length === 0) return;
    const { mates } = pairHalfEdges(indices, sheet.count);
    const changed = new Set<number>();
    for (const edge of slivers) {
      const mate = mates[edge]!;
      const face = Math.floor(edge / 3);
      const across = Math.floor(mate / 3);
      if (mate === -1 || face === across || changed.has(face) || changed.has(across)) continue;
      changed.add(face).add(across);
      const a = indices[edge]!;
      const b = indices[nextCorner(edge)]!;
      const middle = indices[nextCorner(nextCorner(edge))]!;
      const opposite = indices[nextCorner(nextCorner(mate))]!;
      indices.set([a, opposite, middle], face * 3);
      indices.set([b, middle, opposite], across * 3);
    }
    if (changed.size === 0) return;
  }
}
