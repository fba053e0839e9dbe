import { BORDER, neighboursOf, nextCorner } from '../mesh/neighbours.ts';
import { boxOf, normalizeAll } from '../mesh/vectors.ts';
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
  for (const [start, edges] of edgesFrom) {
    while (edges.length > 0) {
      const loop: number[] = [];
      for (let at = start; ; ) {
        const edge = edgesFrom.get(at)?.pop();
        if (edge === undefined) break;
        loop.push(edge);
        at = corners[nextCorner(edge)]!;
        if (at === start) break;
      }
      loops.push(loop);
    }
  }
  return loops;
}

const MIN_EDGES = 3;

/**
 * The loops that a fan may close.
 *
 * @param maxPerimeter longest loop, as a share of the diagonal.
 * @param isAt only loops for which this is true at every corner.
 */
export function closableLoops(
  state: SurfaceState,
  maxPerimeter: number,
  isAt: (corner: number) => boolean = () => true,
): BorderLoop[] {
  const { corners } = state;
  const longest = maxPerimeter * boxOf(state.mesh.positions).diagonal;
  return borderLoops(state).filter(
    (loop) =>
      loop.length >= MIN_EDGES &&
      corners[nextCorner(loop.at(-1)!)] === corners[loop[0]!] &&
      loop.every((edge) => isAt(corners[edge]!)) &&
      perimeterOf(state, loop) <= longest,
  );
}

/**
 * Closes loops with a triangle fan around their centre. Each new triangle gets its UVs from the triangle across its edge,
 * since the UVs of a loop may be anywhere in the texture.
 */
export function fillHoles(
  state: SurfaceState,
  ...which: [maxPerimeter: number, isAt?: (corner: number) => boolean]
): { state: SurfaceState; filled: number } {
  const { mesh, corners } = state;
  const { positions } = mesh;
  const loops = closableLoops(state, ...which);
  if (loops.length === 0) return { state, filled: 0 };
  const vertices = positions.length / 3;
  const added = loops.reduce((sum, loop) => sum + loop.length, 0);
  const grown = {
    positions: new Float32Array((vertices + added) * 3),
    normals: new Float32Array((vertices + added) * 3),
    uvs: new Float32Array((vertices + added) * 2),
    indices: new Uint32Array(mesh.indices.length + added * 3),
  };
  const newCorners = new Uint32Array(grown.indices.length);
  grown.positions.set(positions);
  grown.normals.set(mesh.normals);
  grown.uvs.set(mesh.uvs);
  grown.indices.set(mesh.indices);
  newCorners.set(corners);
  let vertex = vertices;
  let at = mesh.indices.length;
  for (const loop of loops) {
    const middle = middleOf(state, loop);
    const middleCorner = vertex;
    for (const edge of loop) {
      const a = mesh.indices[edge]!;
      const b = mesh.indices[nextCorner(edge)]!;
      grown.positions.set(middle.position, vertex * 3);
      grown.normals.set(middle.normal, vertex * 3);
      for (let c = 0; c < 2; c++)
        grown.uvs[2 * vertex + c] = (mesh.uvs[2 * a + c]! + mesh.uvs[2 * b + c]!) / 2;
      grown.indices.set([b, a, vertex], at);
      newCorners.set([corners[nextCorner(edge)]!, corners[edge]!, middleCorner], at);
      vertex++;
      at += 3;
    }
  }
  return { state: stateOf(grown, newCorners), filled: loops.length };
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

function middleOf({ mesh }: SurfaceState, loop: BorderLoop) {
  const position = new Float32Array(3);
  const normal = new Float32Array(3);
  for (const edge of loop) {
    const v = mesh.indices[edge]! * 3;
    for (let c = 0; c < 3; c++) {
      position[c] = position[c]! + mesh.positions[v + c]! / loop.length;
      normal[c] = normal[c]! + mesh.normals[v + c]!;
    }
  }
  normalizeAll(normal);
  return { position, normal };
}
