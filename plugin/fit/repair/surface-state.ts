import { componentsOf, type MeshComponents } from '../mesh/components.ts';
import type { TexturedMesh } from '../mesh/surface.ts';
import { meshTopology } from '../mesh/topology.ts';
import { enclosedComponents } from './enclosed.ts';

/** A mesh with data for its repairs, computed on first use. */
export interface SurfaceState {
  readonly mesh: TexturedMesh;
  /** Three per triangle, equal where positions are equal. */
  readonly corners: Uint32Array<ArrayBuffer>;
  readonly components: MeshComponents;
  /** 1 for every component that is completely inside another one. */
  readonly sealed: Uint8Array<ArrayBuffer>;
}

export async function surfaceState(mesh: TexturedMesh): Promise<SurfaceState> {
  return stateOf(mesh, (await meshTopology(mesh)).corners);
}

/** A state for other triangles. */
export function stateOf(mesh: TexturedMesh, corners: Uint32Array<ArrayBuffer>): SurfaceState {
  let components: MeshComponents | undefined;
  let sealed: Uint8Array<ArrayBuffer> | undefined;
  return {
    mesh,
    corners,
    get components() {
      components ??= componentsOf(mesh.positions, corners);
      return components;
    },
    get sealed() {
      sealed ??= enclosedComponents(mesh.positions, corners, this.components, 'sealed');
      return sealed;
    },
  };
}

/** Removes the marked triangles. Vertices are kept, even unused ones. */
export function withoutTriangles(state: SurfaceState, marks: Uint8Array): SurfaceState {
  const { mesh, corners } = state;
  const kept = marks.length - countMarks(marks);
  if (kept === marks.length) return state;
  const indices = new Uint32Array(kept * 3);
  const keptCorners = new Uint32Array(kept * 3);
  let at = 0;
  for (let t = 0; t < marks.length; t++) {
    if (marks[t]) continue;
    for (let k = 3 * t; k < 3 * t + 3; k++) {
      indices[at] = mesh.indices[k]!;
      keptCorners[at++] = corners[k]!;
    }
  }
  return stateOf({ ...mesh, indices }, keptCorners);
}

export function countMarks(marks: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < marks.length; i++) count += marks[i]!;
  return count;
}

/** Removes unused vertices; the order is kept. */
export function withoutUnusedVertices(mesh: TexturedMesh): TexturedMesh {
  const vertices = mesh.positions.length / 3;
  const newIndex = new Int32Array(vertices).fill(-1);
  for (let i = 0; i < mesh.indices.length; i++) newIndex[mesh.indices[i]!] = 0;
  let used = 0;
  for (let v = 0; v < vertices; v++) if (newIndex[v] === 0) newIndex[v] = used++;
  if (used === vertices) return mesh;
  const positions = new Float32Array(used * 3);
  const normals = new Float32Array(used * 3);
  const uvs = new Float32Array(used * 2);
  for (let v = 0; v < vertices; v++) {
    const to = newIndex[v]!;
    if (to < 0) continue;
    for (let c = 0; c < 3; c++) {
      positions[3 * to + c] = mesh.positions[3 * v + c]!;
      normals[3 * to + c] = mesh.normals[3 * v + c]!;
    }
    uvs[2 * to] = mesh.uvs[2 * v]!;
    uvs[2 * to + 1] = mesh.uvs[2 * v + 1]!;
  }
  return { positions, normals, uvs, indices: mesh.indices.map((index) => newIndex[index]!) };
}

/** Marks triangles with two corners at the same position. */
export function degenerateTriangles(corners: Uint32Array): Uint8Array<ArrayBuffer> {
  const marks = new Uint8Array(corners.length / 3);
  for (let i = 0; i < corners.length; i += 3) {
    const a = corners[i]!;
    const b = corners[i + 1]!;
    const c = corners[i + 2]!;
    if (a === b || b === c || c === a) marks[i / 3] = 1;
  }
  return marks;
}
