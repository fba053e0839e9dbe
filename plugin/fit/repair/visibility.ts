import { faceArea, faceFrame } from '../mesh/face-frame.ts';
import { type CastRay, ESCAPED } from './ray-caster.ts';

/** STRATA² rays are cast from each side of a triangle. */
const STRATA = 8;
/** Offset of ray origins from the triangle, as a share of a cell. */
const LIFT = 1e-5;

export interface PatchVisibility {
  /** Share of rays that escape, from the front or the back; the larger of the two. */
  readonly escapes: number;
  /** Share of the rays straight backwards that first hit a triangle outside the patch. */
  readonly backed: number;
}

/**
 * Tests by ray casting how visible a patch of triangles is from outside.
 *
 * @param wanted number of triangles to cast rays from, spread evenly over the patch's area.
 * @param isOwn whether a triangle belongs to the patch.
 */
export function patchVisibility(
  positions: Float32Array,
  corners: Uint32Array,
  triangles: Uint32Array,
  wanted: number,
  isOwn: (triangle: number) => boolean,
  cast: CastRay,
  cell: number,
): PatchVisibility {
  const frame = new Float64Array(6);
  let probes = 0;
  let front = 0;
  let back = 0;
  let backed = 0;
  for (const t of evenlyByArea(positions, corners, triangles, wanted)) {
    if (!faceFrame(positions, corners, t, frame)) continue;
    probes++;
    front += escapesFrom(frame, 1, t, cast, cell);
    back += escapesFrom(frame, -1, t, cast, cell);
    const [x, y, z, nx, ny, nz] = frame as unknown as [number, number, number, number, number, number];
    const met = cast(x - nx * LIFT * cell, y - ny * LIFT * cell, z - nz * LIFT * cell, -nx, -ny, -nz, t);
    if (met !== ESCAPED && !isOwn(met)) backed++;
  }
  if (probes === 0) return { escapes: 1, backed: 0 };
  return { escapes: Math.max(front, back) / (probes * STRATA * STRATA), backed: backed / probes };
}

function evenlyByArea(
  positions: Float32Array,
  corners: Uint32Array,
  triangles: Uint32Array,
  wanted: number,
): number[] {
  if (triangles.length <= wanted) return [...triangles];
  let total = 0;
  for (const t of triangles) total += faceArea(positions, corners, t);
  const chosen: number[] = [];
  let area = 0;
  for (const t of triangles) {
    area += faceArea(positions, corners, t);
    if (area >= ((chosen.length + 0.5) / wanted) * total) chosen.push(t);
  }
  return chosen;
}

/** Number of escaping rays of a hemisphere: cosine-weighted, rotated differently for each triangle. */
function escapesFrom(frame: Float64Array, side: number, t: number, cast: CastRay, cell: number): number {
  const [nx, ny, nz] = [frame[3]! * side, frame[4]! * side, frame[5]! * side];
  // Duff et al. 2017, Building an orthonormal basis, revisited.
  const sign = nz < 0 ? -1 : 1;
  const a = -1 / (sign + nz);
  const b = nx * ny * a;
  const tangent = [1 + sign * nx * nx * a, sign * b, -sign * nx] as const;
  const bitangent = [b, sign + ny * ny * a, -ny] as const;
  const x = frame[0]! + nx * LIFT * cell;
  const y = frame[1]! + ny * LIFT * cell;
  const z = frame[2]! + nz * LIFT * cell;
  const turn = (Math.imul(t, 0x9e3779b1) >>> 0) / 2 ** 32;
  let escapes = 0;
  for (let ring = 0; ring < STRATA; ring++) {
    const radius = Math.sqrt((ring + 0.5) / STRATA);
    const height = Math.sqrt(1 - radius * radius);
    for (let spoke = 0; spoke < STRATA; spoke++) {
      const angle = (2 * Math.PI * (spoke + turn + ring / STRATA)) / STRATA;
      const p = radius * Math.cos(angle);
      const q = radius * Math.sin(angle);
      const dx = tangent[0] * p + bitangent[0] * q + nx * height;
      const dy = tangent[1] * p + bitangent[1] * q + ny * height;
      const dz = tangent[2] * p + bitangent[2] * q + nz * height;
      if (cast(x, y, z, dx, dy, dz, t) === ESCAPED) escapes++;
    }
  }
  return escapes;
}
