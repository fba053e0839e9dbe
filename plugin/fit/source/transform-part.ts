import { IDENTITY, type Matrix } from '../../glb/matrix.ts';
import type { TexturedMesh } from '../mesh/surface.ts';
import { normalizeAll } from '../mesh/vectors.ts';

const isIdentity = (matrix: Matrix) => matrix.every((value, i) => value === IDENTITY[i]);

/** Transforms a mesh to scene space, in place. A mirroring transform also flips the winding. */
export function transformPart({ positions, normals, indices }: TexturedMesh, matrix: Matrix): void {
  if (isIdentity(matrix)) return;
  const m = matrix;
  for (let i = 0; i < positions.length; i += 3) {
    const x = positions[i]!;
    const y = positions[i + 1]!;
    const z = positions[i + 2]!;
    for (let r = 0; r < 3; r++) positions[i + r] = m[r]! * x + m[r + 4]! * y + m[r + 8]! * z + m[r + 12]!;
  }
  const cofactors = cofactorsOf(m);
  const determinant = m[0]! * cofactors[0]! + m[4]! * cofactors[1]! + m[8]! * cofactors[2]!;
  const side = determinant < 0 ? -1 : 1;
  for (let i = 0; i < normals.length; i += 3) {
    const x = normals[i]!;
    const y = normals[i + 1]!;
    const z = normals[i + 2]!;
    for (let r = 0; r < 3; r++)
      normals[i + r] = side * (cofactors[3 * r]! * x + cofactors[3 * r + 1]! * y + cofactors[3 * r + 2]! * z);
  }
  normalizeAll(normals);
  if (side > 0) return;
  for (let i = 0; i < indices.length; i += 3) {
    const second = indices[i + 1]!;
    indices[i + 1] = indices[i + 2]!;
    indices[i + 2] = second;
  }
}

/** Cofactor matrix of the upper 3 × 3, row by row: transforms normals for any scale (inverse transpose × determinant). */
function cofactorsOf(m: Matrix): readonly number[] {
  const at = (row: number, column: number) => m[(row % 3) + 4 * (column % 3)]!;
  return [0, 1, 2].flatMap((row) =>
    [0, 1, 2].map(
      (column) =>
        at(row + 1, column + 1) * at(row + 2, column + 2) - at(row + 1, column + 2) * at(row + 2, column + 1),
    ),
  );
}
