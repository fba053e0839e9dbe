import { creaseNormals } from '../mesh/crease-normals.ts';
import { faceFrame } from '../mesh/face-frame.ts';
import { gather } from '../mesh/gather.ts';
import type { ReducedMesh } from './reduce-step.ts';

/**
 * Cosine of the largest angle between a vertex normal and a face that uses it. Beyond it the two sides of a thin sheet
 * were averaged, or neighbours with opposite winding: a face lit by such a normal looks dark.
 */
const MIN_COSINE = 0.5;
/**
 * Share of corners lit from behind from which on a mesh has sheets. Reduced solids have up to 0.014 (a robot at 2,000
 * triangles), and their normals are better as they are; plants and a bicycle have 0.04 to 0.5.
 */
const SHEETS = 0.02;
const CREASE_DEGREES = 60;

/**
 * In a mesh with sheets, gives corners whose vertex normal is far from their triangle's front a normal of their own; the
 * rest stays.
 */
export function withFrontNormals(mesh: ReducedMesh): ReducedMesh {
  const { positions, normals, indices } = mesh;
  const wrong = wrongCorners(positions, normals, indices);
  if (!wrong) return mesh;
  const creased = creaseNormals(positions, indices, indices, CREASE_DEGREES);
  const vertices = positions.length / 3;
  const vertexOf = new Int32Array(vertices + creased.sourceVertices.length).fill(-1);
  const sources: number[] = [];
  const newIndices = new Uint32Array(indices.length);
  for (let corner = 0; corner < indices.length; corner++) {
    const source = wrong[corner] ? vertices + creased.indices[corner]! : indices[corner]!;
    if (vertexOf[source]! < 0) vertexOf[source] = sources.push(source) - 1;
    newIndices[corner] = vertexOf[source]!;
  }
  const from = Uint32Array.from(sources, (source) =>
    source < vertices ? source : creased.sourceVertices[source - vertices]!,
  );
  const newNormals = gather(normals, from, 3);
  sources.forEach((source, vertex) => {
    if (source < vertices) return;
    const at = (source - vertices) * 3;
    newNormals.set(creased.normals.subarray(at, at + 3), vertex * 3);
  });
  return {
    positions: gather(positions, from, 3),
    normals: newNormals,
    indices: newIndices,
    sourceVertices: from.map((vertex) => mesh.sourceVertices[vertex]!),
    error: mesh.error,
  };
}

/** 1 for every corner to change; undefined for a mesh without sheets. */
function wrongCorners(
  positions: Float32Array,
  normals: Float32Array,
  indices: Uint32Array,
): Uint8Array | undefined {
  const frame = new Float64Array(6);
  const wrong = new Uint8Array(indices.length);
  let behind = 0;
  for (let corner = 0; corner < indices.length; corner++) {
    if (corner % 3 === 0 && !faceFrame(positions, indices, corner / 3, frame)) {
      corner += 2;
      continue;
    }
    const n = indices[corner]! * 3;
    const cosine = normals[n]! * frame[3]! + normals[n + 1]! * frame[4]! + normals[n + 2]! * frame[5]!;
    if (cosine >= MIN_COSINE) continue;
    wrong[corner] = 1;
    if (cosine < 0) behind++;
  }
  return behind > SHEETS * indices.length ? wrong : undefined;
}
