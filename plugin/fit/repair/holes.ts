import { BORDER, neighboursOf, nextCorner } from '../mesh/neighbours.ts';
import type { TexturedMesh } from '../mesh/surface.ts';
import { boxOf, normalizeAll } from '../mesh/vectors.ts';
import { loopFill } from './loop-fill.ts';
import { type SurfaceState, stateOf } from './surface-state.ts';

/**
 * Border edges around a hole, in order, each as a corner of its triangle (3 × triangle + 0 … 2); opposite to the
 * winding of the fill.
 */
export type BorderLoop = readonly number[];

/** The border loops: one per hole, and one for the border of an open surface. */
export function borderLoops({ mesh, corners }: SurfaceState): BorderLoop[] {
  const across = neighboursOf(mesh.positions.length / 3, corners);
  const edgesFrom = new Map<number, number[]>();
  for (let edge = 0; edge < across.length; edge++) {
    if (across[edge] !== BORDER) continue;
    const from = corners[edge]!;
    const list = edgesFrom.get(from);
    if (list) list.push(edge);
    else edgesFrom.set(from, [edge]);
  }
  const loops: BorderLoop[] = [];
  // Where two holes meet at a corner, the walk comes there twice: what lies between is a loop of its own.
  const placeOf = new Map<number, number>();
  for (const [start, edges] of edgesFrom) {
    while (edges.length > 0) {
      const walk: number[] = [];
      placeOf.clear();
      for (let at = start; ; ) {
        const place = placeOf.get(at);
        if (place !== undefined) {
          const loop = walk.splice(place);
          for (const edge of loop) placeOf.delete(corners[edge]!);
          loops.push(loop);
        }
        const edge = edgesFrom.get(at)?.pop();
        if (edge === undefined) break;
        placeOf.set(at, walk.length);
        walk.push(edge);
        at = corners[nextCorner(edge)]!;
      }
      if (walk.length > 0) loops.push(walk);
    }
  }
  return loops;
}

const MIN_EDGES = 3;

/**
 * The loops that a fan may close.
 *
 * @param isAt only loops for which this is true for every edge, from a corner to the next.
 */
export function closableLoops(
  state: SurfaceState,
  isAt: (from: number, to: number) => boolean = () => true,
): BorderLoop[] {
  const { corners } = state;
  return borderLoops(state).filter(
    (loop) =>
      loop.length >= MIN_EDGES &&
      corners[nextCorner(loop.at(-1)!)] === corners[loop[0]!] &&
      loop.every((edge) => isAt(corners[edge]!, corners[nextCorner(edge)]!)),
  );
}

/**
 * Closes loops up to a length, as a share of the diagonal. Each new triangle gets its UVs from the triangle across one of
 * its edges or corners, since the UVs of a loop may be anywhere in the texture.
 */
export function fillHoles(
  state: SurfaceState,
  maxPerimeter: number,
  isAt?: (from: number, to: number) => boolean,
): { state: SurfaceState; filled: number } {
  const { mesh, corners } = state;
  const longest = maxPerimeter * boxOf(mesh.positions).diagonal;
  const loops = closableLoops(state, isAt).filter((loop) => perimeterOf(state, loop) <= longest);
  if (loops.length === 0) return { state, filled: 0 };
  const added: AddedVertex[] = [];
  const indices: number[] = [];
  const newCorners: number[] = [];
  let next = mesh.positions.length / 3;
  for (const loop of loops) {
    const { points, triangles } = loopFill(
      loop.flatMap((edge) => [...mesh.positions.subarray(3 * corners[edge]!, 3 * corners[edge]! + 3)]),
      flapsOf(loop),
    );
    const normal = normalAt(state, loop);
    // A fan gets its own corner in the middle.
    const middle = next;
    for (const triangle of triangles) {
      const turn = [0, 1, 2].find((k) => isEdge(loop, triangle[k]!, triangle[(k + 1) % 3]!)) ?? 0;
      const [i, j, k] = [0, 1, 2].map((side) => triangle[(turn + side) % 3]!) as [number, number, number];
      const edge = loop[i]!;
      const given = [mesh.indices[edge]!, mesh.indices[nextCorner(edge)]!] as const;
      const add = (point: number): number => {
        added.push({ position: points.slice(3 * point, 3 * point + 3), normal, like: given });
        return next++;
      };
      const cornerOf = (point: number) => (point < loop.length ? corners[loop[point]!]! : middle);
      indices.push(isEdge(loop, i, j) ? given[1] : add(j), given[0], add(k));
      newCorners.push(cornerOf(j), cornerOf(i), cornerOf(k));
    }
  }
  const allCorners = new Uint32Array(corners.length + newCorners.length);
  allCorners.set(corners);
  allCorners.set(newCorners, corners.length);
  return { state: stateOf(grown(mesh, added, indices), allCorners), filled: loops.length };
}

/** Whether an edge of a loop and the next one belong to one triangle. */
export function flapsOf(loop: BorderLoop): (edge: number) => boolean {
  const triangleOf = (i: number) => Math.floor(loop[i % loop.length]! / 3);
  return (i) => triangleOf(i) === triangleOf(i + 1);
}

/** A vertex to add, with the mean of two vertices' UVs. */
interface AddedVertex {
  readonly position: readonly number[];
  readonly normal: Float32Array;
  readonly like: readonly [number, number];
}

const isEdge = (loop: BorderLoop, i: number, j: number) => i < loop.length && j === (i + 1) % loop.length;

function grown(mesh: TexturedMesh, added: readonly AddedVertex[], indices: readonly number[]): TexturedMesh {
  const vertices = mesh.positions.length / 3;
  const positions = new Float32Array(3 * (vertices + added.length));
  const normals = new Float32Array(positions.length);
  const uvs = new Float32Array(2 * (vertices + added.length));
  const all = new Uint32Array(mesh.indices.length + indices.length);
  positions.set(mesh.positions);
  normals.set(mesh.normals);
  uvs.set(mesh.uvs);
  all.set(mesh.indices);
  all.set(indices, mesh.indices.length);
  added.forEach(({ position, normal, like: [a, b] }, i) => {
    positions.set(position, 3 * (vertices + i));
    normals.set(normal, 3 * (vertices + i));
    for (let c = 0; c < 2; c++)
      uvs[2 * (vertices + i) + c] = (mesh.uvs[2 * a + c]! + mesh.uvs[2 * b + c]!) / 2;
  });
  return { ...mesh, positions, normals, uvs, indices: all };
}

function perimeterOf({ mesh: { positions }, corners }: SurfaceState, loop: BorderLoop): number {
  return loop.reduce((sum, edge) => {
    const a = corners[edge]! * 3;
    const b = corners[nextCorner(edge)]! * 3;
    return (
      sum +
      Math.hypot(
        positions[a]! - positions[b]!,
        positions[a + 1]! - positions[b + 1]!,
        positions[a + 2]! - positions[b + 2]!,
      )
    );
  }, 0);
}

function normalAt({ mesh }: SurfaceState, loop: BorderLoop): Float32Array {
  const normal = new Float32Array(3);
  for (const edge of loop)
    for (let c = 0; c < 3; c++) normal[c] = normal[c]! + mesh.normals[3 * mesh.indices[edge]! + c]!;
  normalizeAll(normal);
  return normal;
}
