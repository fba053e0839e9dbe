import { fieldSlopes, type SquareField, sampleField } from '../mesh/editable-sheet.ts';
import type { Sheet } from '../mesh/sheet.ts';
import type { Grid } from './grid.ts';
import type { Subject } from './subject.ts';

/** Image position → texture coordinate of one chart. */
export interface UvMapping {
  readonly scale: number;
  readonly offsetU: number;
  readonly offsetV: number;
}

/** The closed solid in glTF's coordinates: metres, Y up, front facing +Z, the longer side 1, centred in X and Y. */
export interface SolidMesh {
  readonly positions: Float32Array;
  readonly normals: Float32Array;
  readonly uvs: Float32Array;
  readonly indices: Uint32Array;
}

/** Minimum W of the back, as a share of the front's. */
const LEAST_BACK = 0.3;

function setNormal(normals: Float32Array, at: number, x: number, y: number, z: number): void {
  const length = Math.sqrt(x * x + y * y + z * z);
  const known = length > 1e-9;
  normals[at] = known ? x / length : 0;
  normals[at + 1] = known ? y / length : 0;
  normals[at + 2] = known ? z / length : 1;
}

/**
 * Joins front and back to one mesh. Both have their own vertices on the seam (with different UVs) at exactly the same
 * positions. Surface F = z² − W, so its normal is (−∂W/∂x, −∂W/∂y, 2z), with y flipped from image to world. `difference` is
 * the back's W minus the front's; it is 0 near the seam, where normals are shared.
 */
export function mirrorSheet(
  sheet: Sheet,
  difference: SquareField,
  grid: Grid,
  subject: Subject,
  frontUv: UvMapping,
  backUv: UvMapping,
): SolidMesh {
  const count = sheet.x.length;
  const positions = new Float32Array(count * 6);
  const normals = new Float32Array(count * 6);
  const uvs = new Float32Array(count * 4);
  const unit = 1 / subject.longSidePx;
  const centreX = (subject.x0 + subject.x1) / 2;
  const centreY = (subject.y0 + subject.y1) / 2;
  for (let vertex = 0; vertex < count; vertex++) {
    const gridX = sheet.x[vertex]!;
    const gridY = sheet.y[vertex]!;
    const imageX = grid.originX + gridX * grid.cellPx;
    const imageY = grid.originY + gridY * grid.cellPx;
    const square = sheet.square[vertex]!;
    const height = Math.sqrt(square);
    const onSeam = square === 0;
    const backSquare = onSeam
      ? 0
      : Math.max(square + sampleField(difference, gridX, gridY), LEAST_BACK * square);
    const front = vertex * 3;
    const back = (count + vertex) * 3;
    positions[front] = positions[back] = (imageX - centreX) * unit;
    positions[front + 1] = positions[back + 1] = (centreY - imageY) * unit;
    positions[front + 2] = height * grid.cellPx * unit;
    positions[back + 2] = onSeam ? 0 : -Math.sqrt(backSquare) * grid.cellPx * unit;

    const slopeX = sheet.slopeX[vertex]!;
    const slopeY = sheet.slopeY[vertex]!;
    setNormal(normals, front, -slopeX, slopeY, 2 * height);
    if (onSeam) normals.copyWithin(back, front, front + 3);
    else {
      const [moreX, moreY] = fieldSlopes(difference, gridX, gridY);
      setNormal(normals, back, -slopeX - moreX, slopeY + moreY, -2 * Math.sqrt(backSquare));
    }
    uvs[vertex * 2] = imageX * frontUv.scale + frontUv.offsetU;
    uvs[vertex * 2 + 1] = imageY * frontUv.scale + frontUv.offsetV;
    uvs[(count + vertex) * 2] = imageX * backUv.scale + backUv.offsetU;
    uvs[(count + vertex) * 2 + 1] = imageY * backUv.scale + backUv.offsetV;
  }
  const corners = sheet.indices.length;
  const indices = new Uint32Array(corners * 2);
  indices.set(sheet.indices);
  for (let corner = 0; corner < corners; corner += 3) {
    indices[corners + corner] = sheet.indices[corner]! + count;
    indices[corners + corner + 1] = sheet.indices[corner + 2]! + count;
    indices[corners + corner + 2] = sheet.indices[corner + 1]! + count;
  }
  return { positions, normals, uvs, indices };
}
