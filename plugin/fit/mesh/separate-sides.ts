import { faceFrame } from './face-frame.ts';
import { gather } from './gather.ts';
import type { TexturedMesh } from './surface.ts';
import { boxOf } from './vectors.ts';

/** Distance between the sides as a share of the diagonal: less than a step of the 14-bit grid of a fitted file. */
const DISTANCE = 2e-5;

/**
 * Moves the two sides of a sheet without thickness apart, so that welding keeps them: of two triangles with the same
 * corners and opposite winding, the second goes a little to its front. A mesh without any comes back as it is.
 *
 * @param corners three per triangle, equal where positions are equal.
 */
export function separateSides(mesh: TexturedMesh, corners: Uint32Array): TexturedMesh {
  const backs = backSides(corners);
  if (!backs) return mesh;
  const { positions, indices } = mesh;
  const shifts = new Map<number, [number, number, number]>();
  const frame = new Float64Array(6);
  for (const t of backs) {
    if (!faceFrame(positions, corners, t, frame)) continue;
    for (let k = 3 * t; k < 3 * t + 3; k++) {
      const shift = shifts.get(corners[k]!) ?? [0, 0, 0];
      for (let axis = 0; axis < 3; axis++) shift[axis]! += frame[3 + axis]!;
      shifts.set(corners[k]!, shift);
    }
  }
  const isBack = new Uint8Array(indices.length / 3);
  for (const t of backs) isBack[t] = 1;
  const sources = Array.from({ length: positions.length / 3 }, (_, v) => v);
  const usedInFront = new Uint8Array(sources.length);
  for (let k = 0; k < indices.length; k++) if (!isBack[Math.floor(k / 3)]) usedInFront[indices[k]!] = 1;
  // The back's vertex for each vertex, with its corner: itself, unless the front needs it too.
  const vertexOf = new Map<number, { readonly vertex: number; readonly corner: number }>();
  const newIndices = indices.slice();
  for (const t of backs)
    for (let k = 3 * t; k < 3 * t + 3; k++) {
      const given = indices[k]!;
      const known = vertexOf.get(given);
      const vertex = known?.vertex ?? (usedInFront[given] ? sources.push(given) - 1 : given);
      if (!known) vertexOf.set(given, { vertex, corner: corners[k]! });
      newIndices[k] = vertex;
    }
  const from = Uint32Array.from(sources);
  const moved = gather(positions, from, 3);
  const distance = DISTANCE * boxOf(positions).diagonal;
  for (const { vertex, corner } of vertexOf.values()) {
    const shift = shifts.get(corner) ?? [0, 0, 0];
    const scale = distance / (Math.hypot(...shift) || 1);
    for (let axis = 0; axis < 3; axis++)
      moved[vertex * 3 + axis] = positions[corner * 3 + axis]! + shift[axis]! * scale;
  }
  return {
    positions: moved,
    normals: gather(mesh.normals, from, 3),
    uvs: gather(mesh.uvs, from, 2),
    indices: newIndices,
  };
}

/** The second triangle of every pair with the same corners in opposite order; undefined without any. */
function backSides(corners: Uint32Array): number[] | undefined {
  const count = corners.length / 3;
  let capacity = 64;
  while (capacity < count * 2) capacity *= 2;
  const table = new Int32Array(capacity).fill(-1);
  const backs: number[] = [];
  for (let t = 0; t < count; t++) {
    const [a, b, c] = fromLowest(corners, t);
    const hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b + c, 0x85ebca6b) ^ Math.imul(b ^ c, 0xc2b2ae35);
    let place = (hash ^ (hash >>> 15)) & (capacity - 1);
    for (; ; place = (place + 1) & (capacity - 1)) {
      const other = table[place]!;
      if (other < 0) {
        table[place] = t;
        break;
      }
      const [d, e, f] = fromLowest(corners, other);
      if (a !== d || b + c !== e + f || (b !== e && b !== f)) continue;
      if (b === f) backs.push(t);
      break;
    }
  }
  return backs.length > 0 ? backs : undefined;
}

/** The corners of a triangle in their order, from the lowest on. */
function fromLowest(corners: Uint32Array, t: number): readonly [number, number, number] {
  const [a, b, c] = [corners[3 * t]!, corners[3 * t + 1]!, corners[3 * t + 2]!];
  if (a <= b && a <= c) return [a, b, c];
  return b <= c ? [b, c, a] : [c, a, b];
}
