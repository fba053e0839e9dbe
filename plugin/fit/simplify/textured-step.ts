import type { Simplifier } from '../mesh/simplifier.ts';
import type { TexturedMesh } from '../mesh/surface.ts';
import { normalizeAll } from '../mesh/vectors.ts';

/** A simplified {@link TexturedMesh} with its distance from the original in metres, estimated by the simplifier. */
export interface ReducedTexturedMesh {
  readonly mesh: TexturedMesh;
  readonly error: number;
}

/** Weights of normals and UVs relative to distance: five attributes per vertex. */
export interface AttributeWeights {
  readonly normal: number;
  readonly uv: number;
}

const STRIDE = 5;
/** Share of the mesh's size. With 1, pruning may remove the whole mesh. */
const MAX_ERROR = 0.3;
const NONE = 0xffffffff;

/** One run of the simplifier that keeps UV seams. May end above `triangles`. */
export function texturedStep(
  simplifier: Simplifier,
  { mesh, error: before }: ReducedTexturedMesh,
  triangles: number,
  { normal, uv }: AttributeWeights,
): ReducedTexturedMesh {
  const vertices = mesh.positions.length / 3;
  const attributes = new Float32Array(vertices * STRIDE);
  for (let v = 0; v < vertices; v++) {
    for (let c = 0; c < 3; c++) attributes[STRIDE * v + c] = mesh.normals[3 * v + c]!;
    for (let c = 0; c < 2; c++) attributes[STRIDE * v + 3 + c] = mesh.uvs[2 * v + c]!;
  }
  // The simplifier modifies its arguments.
  const positions = mesh.positions.slice();
  const indices = mesh.indices.slice();
  const [count, error] = simplifier.simplifyWithUpdate(
    indices,
    positions,
    3,
    attributes,
    STRIDE,
    [normal, normal, normal, uv, uv],
    null,
    3 * triangles,
    MAX_ERROR,
    ['Prune'],
  );
  if (count === 0) return { mesh, error: before };
  return {
    mesh: compact(simplifier, positions, attributes, indices.slice(0, count)),
    error: Math.max(before, error * simplifier.getScale(mesh.positions, 3)),
  };
}

function compact(
  simplifier: Simplifier,
  positions: Float32Array,
  attributes: Float32Array,
  indices: Uint32Array<ArrayBuffer>,
): TexturedMesh {
  const [remap, vertices] = simplifier.compactMesh(indices);
  const mesh = {
    positions: new Float32Array(vertices * 3),
    normals: new Float32Array(vertices * 3),
    uvs: new Float32Array(vertices * 2),
    indices,
  };
  for (let v = 0; v < remap.length; v++) {
    const to = remap[v]!;
    if (to === NONE) continue;
    for (let c = 0; c < 3; c++) {
      mesh.positions[3 * to + c] = positions[3 * v + c]!;
      mesh.normals[3 * to + c] = attributes[STRIDE * v + c]!;
    }
    for (let c = 0; c < 2; c++) mesh.uvs[2 * to + c] = attributes[STRIDE * v + 3 + c]!;
  }
  normalizeAll(mesh.normals);
  return mesh;
}

/**
 * Simplifies in halving steps, which is closer to the shape than one long step. Undefined when seams prevent the
 * target.
 */
export function texturedChain(
  simplifier: Simplifier,
  start: ReducedTexturedMesh,
  triangles: number,
  tolerance: number,
  weights: AttributeWeights,
): ReducedTexturedMesh | undefined {
  let current = start;
  for (let size = Math.ceil(countOf(start) / 2); size > triangles * 1.1; size = Math.ceil(size / 2)) {
    current = texturedStep(simplifier, current, size, weights);
    // Stuck this far above the target, later steps cannot reach it.
    if (countOf(current) > size * 1.5) return undefined;
  }
  if (countOf(current) > triangles) current = texturedStep(simplifier, current, triangles, weights);
  const count = countOf(current);
  return count <= triangles && count >= Math.ceil(triangles * (1 - tolerance)) ? current : undefined;
}

const countOf = ({ mesh }: ReducedTexturedMesh) => mesh.indices.length / 3;
