import type { TexturedMesh } from '../mesh/surface.ts';

/** Position = `value · step + min` in metres, the same step on all axes. */
export interface PositionGrid {
  readonly min: readonly [number, number, number];
  readonly step: number;
}

/** Bits of a normalised UV; `float` when some are outside 0 … 1. */
export type UvBits = 12 | 14 | 16 | 'float';

export interface Bounds {
  readonly min: readonly [number, number, number];
  readonly max: readonly [number, number, number];
}

export function boundsOf(meshes: readonly Pick<TexturedMesh, 'positions'>[]): Bounds {
  const min: [number, number, number] = [Infinity, Infinity, Infinity];
  const max: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (const { positions } of meshes)
    for (let i = 0; i < positions.length; i++) {
      const axis = i % 3;
      const value = positions[i]!;
      if (value < min[axis]!) min[axis] = value;
      if (value > max[axis]!) max[axis] = value;
    }
  return { min, max };
}

/** The grid of `bits` bits over the largest extent. */
export function positionGrid({ min, max }: Bounds, bits: number): PositionGrid {
  const extent = Math.max(max[0] - min[0], max[1] - min[1], max[2] - min[2]);
  return { min, step: (extent > 0 ? extent : 1) / (2 ** bits - 1) };
}

/** Equal positions become equal integers, so a closed surface stays closed. Four components, the last 0. */
export function quantizePositions(
  positions: Float32Array,
  { min, step }: PositionGrid,
): Uint16Array<ArrayBuffer> {
  const count = positions.length / 3;
  const result = new Uint16Array(count * 4);
  for (let v = 0; v < count; v++)
    for (let axis = 0; axis < 3; axis++)
      result[v * 4 + axis] = Math.round((positions[v * 3 + axis]! - min[axis]!) / step);
  return result;
}

/** Signed bytes, four per vertex, the last 0. */
export function quantizeNormals(normals: Float32Array): Int8Array<ArrayBuffer> {
  const count = normals.length / 3;
  const result = new Int8Array(count * 4);
  for (let v = 0; v < count; v++)
    for (let axis = 0; axis < 3; axis++) result[v * 4 + axis] = Math.round(normals[v * 3 + axis]! * 127);
  return result;
}

// Tolerance for rounding errors at the border.
const UV_SLACK = 1e-4;

/** Whether all UVs are in 0 … 1, so that the texture does not repeat. */
export function isInUnitSquare(meshes: readonly TexturedMesh[]): boolean {
  return meshes.every(({ uvs }) => {
    for (let i = 0; i < uvs.length; i++) if (!(uvs[i]! >= -UV_SLACK && uvs[i]! <= 1 + UV_SLACK)) return false;
    return true;
  });
}

/** UVs as integers of 12, 14 or 16 bits, two per vertex. */
export function quantizeUvs(uvs: Float32Array, bits: 12 | 14 | 16): Uint16Array<ArrayBuffer> {
  const full = 2 ** bits - 1;
  return Uint16Array.from(uvs, (value) => Math.round(Math.min(1, Math.max(0, value)) * full));
}

/** KHR_texture_transform scale that converts integers of fewer than 16 bits, normalised as 16 bits, to UVs. */
export function uvScale(bits: UvBits): number {
  return bits === 'float' ? 1 : 65_535 / (2 ** bits - 1);
}
