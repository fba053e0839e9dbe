import { fillHoles } from '../holes.ts';
import { type SurfaceState, stateOf, withoutTriangles } from '../surface-state.ts';

/** Corners of one triangle's part above the cut, in order; a new vertex has a corner of its own. */
type Outline = { readonly vertex: number; readonly corner: number }[];

/**
 * Removes everything below a height at which no vertex lies, and closes the cut. Crumbs that reach less than `crumb`
 * above it go too.
 */
export function cutBelow(state: SurfaceState, height: number, crumb: number): SurfaceState {
  const { mesh, corners } = state;
  const vertices = mesh.positions.length / 3;
  const grown = {
    positions: [] as number[],
    normals: [] as number[],
    uvs: [] as number[],
    indices: [] as number[],
    corners: [] as number[],
  };
  const isAbove = (vertex: number) => mesh.positions[3 * vertex + 1]! > height;
  const vertexOf = new Map<number, number>();
  const cornerOf = new Map<number, number>();

  /** The vertex where an edge crosses the height: one per edge of the mesh, one corner for all at one place. */
  const crossing = (from: number, to: number) => {
    const flip = corners[from]! > corners[to]!;
    const [low, high] = flip ? [to, from] : [from, to];
    const [a, b] = [mesh.indices[low]!, mesh.indices[high]!];
    const key = a * vertices + b;
    let vertex = vertexOf.get(key);
    if (vertex === undefined) {
      vertex = vertices + grown.positions.length / 3;
      vertexOf.set(key, vertex);
      const y = mesh.positions[3 * a + 1]!;
      const t = (height - y) / (mesh.positions[3 * b + 1]! - y);
      const mix = (values: Float32Array, size: number, c: number) =>
        values[size * a + c]! + t * (values[size * b + c]! - values[size * a + c]!);
      grown.positions.push(mix(mesh.positions, 3, 0), height, mix(mesh.positions, 3, 2));
      const normal = [0, 1, 2].map((c) => mix(mesh.normals, 3, c));
      const length = Math.hypot(...normal) || 1;
      grown.normals.push(...normal.map((value) => value / length));
      grown.uvs.push(mix(mesh.uvs, 2, 0), mix(mesh.uvs, 2, 1));
    }
    const place = corners[low]! * vertices + corners[high]!;
    const corner = cornerOf.get(place) ?? vertex;
    cornerOf.set(place, corner);
    return { vertex, corner };
  };

  for (let i = 0; i < corners.length; i += 3) {
    const outline: Outline = [];
    for (let k = 0; k < 3; k++) {
      const [from, to] = [i + k, i + ((k + 1) % 3)];
      const [a, b] = [mesh.indices[from]!, mesh.indices[to]!];
      if (isAbove(a)) outline.push({ vertex: a, corner: corners[from]! });
      if (isAbove(a) !== isAbove(b)) outline.push(crossing(from, to));
    }
    for (let k = 2; k < outline.length; k++)
      for (const { vertex, corner } of [outline[0]!, outline[k - 1]!, outline[k]!]) {
        grown.indices.push(vertex);
        grown.corners.push(corner);
      }
  }
  const cut = stateOf(
    {
      positions: appended(mesh.positions, grown.positions),
      normals: appended(mesh.normals, grown.normals),
      uvs: appended(mesh.uvs, grown.uvs),
      indices: Uint32Array.from(grown.indices),
    },
    Uint32Array.from(grown.corners),
  );
  const clean = withoutCrumbs(cut, height + crumb);
  return fillHoles(clean, Number.POSITIVE_INFINITY, (corner) => corner >= vertices).state;
}

/** Without the components that end below a height; never without all of them. */
function withoutCrumbs(state: SurfaceState, height: number): SurfaceState {
  const { componentOf, components } = state.components;
  const marks = new Uint8Array(componentOf.length);
  for (let t = 0; t < marks.length; t++) marks[t] = components[componentOf[t]!]!.max[1] < height ? 1 : 0;
  return marks.includes(0) ? withoutTriangles(state, marks) : state;
}

function appended(values: Float32Array, more: readonly number[]): Float32Array<ArrayBuffer> {
  const all = new Float32Array(values.length + more.length);
  all.set(values);
  all.set(more, values.length);
  return all;
}
