import { faceArea, faceFrame } from '../../mesh/face-frame.ts';
import { neighboursOf, nextCorner } from '../../mesh/neighbours.ts';
import type { ReducedMesh } from '../reduce-step.ts';
import { edgeQueue } from './edge-queue.ts';
import { addPlane, QUADRIC, settle } from './quadrics.ts';

/** Cosine of the largest turn of a triangle at one collapse. */
const MIN_COSINE = 0.2;
/** Twice the area of a triangle over its longest edge squared; a thinner one is a needle. */
const MIN_SHAPE = 1e-3;
/** The cost is error^this × weight^(1 − this): 1 takes squared distances, 0.5 takes distances. */
const POWER = 0.8;

/**
 * Collapses edges, the cheapest first (Garland and Heckbert 1997), until at most `triangles` are left or none can go. No
 * collapse closes a hole, tears, or joins two parts, so that a thin part stays as long as it is a part.
 *
 * @param weights per triangle: how much a distance there matters.
 * @returns unused vertices included; normals are not of unit length.
 */
export function collapseEdges(mesh: ReducedMesh, triangles: number, weights: Float32Array): ReducedMesh {
  const corners = Int32Array.from(mesh.indices);
  const places = Float64Array.from(mesh.positions);
  const normals = Float32Array.from(mesh.normals);
  const sourceVertices = mesh.sourceVertices.slice();
  const vertices = places.length / 3;
  const quadrics = quadricsOf(mesh, weights, normals);
  const costs = new Float64Array(vertices);
  // The corners at a vertex are a linked list.
  const first = new Int32Array(vertices).fill(-1);
  const next = new Int32Array(corners.length);
  for (let corner = corners.length - 1; corner >= 0; corner--) {
    next[corner] = first[corners[corner]!]!;
    first[corners[corner]!] = corner;
  }
  const seen = new Uint32Array(vertices);
  let visit = 0;
  const joined = new Float64Array(QUADRIC);
  const place = new Float64Array(3);
  let value = 0;

  /** Sets `joined`, `place` and `value`; gives the cost of the edge. */
  function costOf(u: number, v: number): number {
    for (let k = 0; k < QUADRIC; k++) joined[k] = quadrics[u * QUADRIC + k]! + quadrics[v * QUADRIC + k]!;
    for (let k = 0; k < 3; k++) place[k] = (places[3 * u + k]! + places[3 * v + k]!) / 2;
    value = settle(joined, place);
    return value ** POWER * joined[QUADRIC - 1]! ** (1 - POWER) - costs[u]! - costs[v]!;
  }

  /** From a vertex to `place`. */
  const distance = (vertex: number) =>
    Math.hypot(
      places[3 * vertex]! - place[0]!,
      places[3 * vertex + 1]! - place[1]!,
      places[3 * vertex + 2]! - place[2]!,
    );

  /** Vertices that share a triangle with `u`, each once. */
  function ringOf(u: number): number[] {
    const ring: number[] = [];
    seen[u] = ++visit;
    for (let corner = first[u]!; corner >= 0; corner = next[corner]!) {
      let other = corner;
      for (let k = 0; k < 2; k++) {
        other = nextCorner(other);
        const vertex = corners[other]!;
        if (seen[vertex] !== visit) {
          seen[vertex] = visit;
          ring.push(vertex);
        }
      }
    }
    return ring;
  }

  /** The link condition of a surface: the ends share no vertex but those across the edge. */
  function keepsTopology(u: number, v: number): boolean {
    let across = 0;
    for (let corner = first[u]!; corner >= 0; corner = next[corner]!)
      if (corners[nextCorner(corner)] === v || corners[nextCorner(nextCorner(corner))] === v) across++;
    if (across === 0 || across > 2) return false;
    const ring = ringOf(v);
    ringOf(u);
    let common = 0;
    for (const vertex of ring) if (vertex !== u && seen[vertex] === visit) common++;
    return common === across;
  }

  /** Whether every triangle that stays keeps facing its way when `u` moves to `place`. */
  function keepsFacing(u: number, v: number): boolean {
    for (let corner = first[u]!; corner >= 0; corner = next[corner]!) {
      const a = corners[nextCorner(corner)]!;
      const b = corners[nextCorner(nextCorner(corner))]!;
      if (a === v || b === v) continue;
      const [ax, ay, az] = [places[3 * a]!, places[3 * a + 1]!, places[3 * a + 2]!];
      const ex = places[3 * b]! - ax;
      const ey = places[3 * b + 1]! - ay;
      const ez = places[3 * b + 2]! - az;
      const ox = places[3 * u]! - ax;
      const oy = places[3 * u + 1]! - ay;
      const oz = places[3 * u + 2]! - az;
      const nx = place[0]! - ax;
      const ny = place[1]! - ay;
      const nz = place[2]! - az;
      const [bx, by, bz] = [ey * oz - ez * oy, ez * ox - ex * oz, ex * oy - ey * ox];
      const [cx, cy, cz] = [ey * nz - ez * ny, ez * nx - ex * nz, ex * ny - ey * nx];
      const area = Math.sqrt(cx * cx + cy * cy + cz * cz);
      const before = Math.sqrt(bx * bx + by * by + bz * bz);
      if (bx * cx + by * cy + bz * cz < MIN_COSINE * area * before) return false;
      const longest = Math.max(ex * ex + ey * ey + ez * ez, nx * nx + ny * ny + nz * nz);
      if (area < MIN_SHAPE * longest) return false;
    }
    return true;
  }

  const queue = edgeQueue(vertices);
  for (let v = 0; v < vertices; v++) for (const u of ringOf(v)) if (u > v) queue.push(costOf(v, u), v, u);
  const isDead = new Uint8Array(corners.length / 3);
  const triangleOf = (corner: number) => Math.floor(corner / 3);
  const unlinkDead = (vertex: number) => {
    let before = -1;
    for (let corner = first[vertex]!; corner >= 0; corner = next[corner]!) {
      if (isDead[triangleOf(corner)] === 0) before = corner;
      else if (before < 0) first[vertex] = next[corner]!;
      else next[before] = next[corner]!;
    }
  };
  let left = corners.length / 3;
  let worst = 0;
  while (left > triangles) {
    const edge = queue.pop();
    if (edge < 0) break;
    const [u, v] = queue.ends(edge);
    costOf(u, v);
    if (!keepsTopology(u, v) || !keepsFacing(u, v) || !keepsFacing(v, u)) continue;
    if (distance(v) < distance(u)) sourceVertices[u] = sourceVertices[v]!;
    quadrics.set(joined, u * QUADRIC);
    places.set(place, 3 * u);
    for (let k = 0; k < 3; k++) normals[3 * u + k]! += normals[3 * v + k]!;
    const weight = joined[QUADRIC - 1]!;
    costs[u] = value ** POWER * weight ** (1 - POWER);
    if (weight > 0) worst = Math.max(worst, value / weight);
    for (let corner = first[v]!, after = 0; corner >= 0; corner = after) {
      after = next[corner]!;
      if (corners[nextCorner(corner)] === u || corners[nextCorner(nextCorner(corner))] === u) {
        isDead[triangleOf(corner)] = 1;
        left--;
      } else {
        corners[corner] = u;
        next[corner] = first[u]!;
        first[u] = corner;
      }
    }
    queue.changed(u);
    queue.changed(v);
    const around = ringOf(u);
    unlinkDead(u);
    for (const vertex of around) {
      if (vertex === v) continue;
      unlinkDead(vertex);
      queue.push(costOf(u, vertex), u, vertex);
    }
  }
  const indices = Uint32Array.from(corners.filter((_, corner) => isDead[triangleOf(corner)] === 0));
  const positions = Float32Array.from(places);
  return { positions, normals, indices, sourceVertices, error: Math.max(mesh.error, Math.sqrt(worst)) };
}

/** One plane per triangle, and one across every border; `normals` become as long as their vertex's area. */
function quadricsOf(mesh: ReducedMesh, weights: Float32Array, normals: Float32Array): Float64Array {
  const { positions, indices } = mesh;
  const vertices = positions.length / 3;
  const quadrics = new Float64Array(vertices * QUADRIC);
  const areas = new Float64Array(vertices);
  const across = neighboursOf(vertices, indices);
  const frame = new Float64Array(6);
  const at = (vertex: number) => positions.subarray(3 * vertex, 3 * vertex + 3);
  for (let corner = 0; corner < indices.length; corner++) {
    const triangle = Math.floor(corner / 3);
    if (!faceFrame(positions, indices, triangle, frame)) continue;
    const area = faceArea(positions, indices, triangle);
    const normal = frame.subarray(3, 6);
    const [u, v] = [indices[corner]!, indices[nextCorner(corner)]!];
    areas[u]! += area;
    addPlane(quadrics, u, normal, at(u), (weights[triangle]! * area) / 3);
    if (across[corner]! >= 0) continue;
    const [x, y, z] = [0, 1, 2].map((k) => at(v)[k]! - at(u)[k]!) as [number, number, number];
    const squared = x * x + y * y + z * z;
    if (squared === 0) continue;
    const length = Math.sqrt(squared);
    const [nx, ny, nz] = normal as unknown as [number, number, number];
    const side = [(y * nz - z * ny) / length, (z * nx - x * nz) / length, (x * ny - y * nx) / length];
    for (const end of [u, v]) addPlane(quadrics, end, side, at(u), (weights[triangle]! * squared) / 2);
  }
  for (let i = 0; i < normals.length; i++) normals[i]! *= areas[Math.floor(i / 3)]!;
  return quadrics;
}
