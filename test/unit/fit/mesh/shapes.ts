import type { TexturedMesh } from '../../../../plugin/fit/mesh/surface.ts';

type Point = [number, number, number];
type Lists = { positions: number[]; normals: number[]; uvs: number[]; indices: number[] };

function packed({ positions, normals, uvs, indices }: Lists): TexturedMesh {
  return {
    positions: new Float32Array(positions),
    normals: new Float32Array(normals),
    uvs: new Float32Array(uvs),
    indices: new Uint32Array(indices),
  };
}

/**
 * A surface over a grid of `columns` × `rows` cells, two triangles a cell. `place` gets u and v from 0 to 1. Where the
 * grid closes on itself, corners fall on the very same place: there it has a UV seam.
 */
export function gridSurface(
  columns: number,
  rows: number,
  place: (u: number, v: number) => { position: Point; normal: Point },
): TexturedMesh {
  const lists: Lists = { positions: [], normals: [], uvs: [], indices: [] };
  for (let j = 0; j <= rows; j++)
    for (let i = 0; i <= columns; i++) {
      const { position, normal } = place(i / columns, j / rows);
      lists.positions.push(...position);
      lists.normals.push(...normal);
      lists.uvs.push(i / columns, j / rows);
    }
  for (let j = 0; j < rows; j++)
    for (let i = 0; i < columns; i++) {
      const a = j * (columns + 1) + i;
      const c = a + columns + 1;
      lists.indices.push(a, c, a + 1, a + 1, c, c + 1);
    }
  return packed(lists);
}

const turn = (t: number) => (t === 1 ? 0 : t) * 2 * Math.PI;

/** About the y axis, from `from` to `to` (0 is the north pole, 1 the south pole); 4 · segments² triangles and a few degenerate ones at the poles. */
export function sphere(
  radius: number,
  segments: number,
  { from = 0, to = 1, center = [0, 0, 0] as Point } = {},
): TexturedMesh {
  return gridSurface(2 * segments, segments, (u, v) => {
    const t = from + (to - from) * v;
    // Exactly at the pole, so that all its corners weld.
    const ring = t === 0 || t === 1 ? 0 : Math.sin(t * Math.PI);
    const normal: Point = [ring * Math.cos(turn(u)), Math.cos(t * Math.PI), -ring * Math.sin(turn(u))];
    return { position: normal.map((x, c) => center[c]! + radius * x) as Point, normal };
  });
}

export function torus(ring: number, tube: number, segments: number): TexturedMesh {
  return gridSurface(2 * segments, segments, (u, v) => {
    const [a, b] = [turn(u), turn(v)];
    const normal: Point = [Math.cos(a) * Math.cos(b), -Math.sin(b), -Math.sin(a) * Math.cos(b)];
    const at: Point = [
      Math.cos(a) * (ring + tube * Math.cos(b)),
      -tube * Math.sin(b),
      -Math.sin(a) * (ring + tube * Math.cos(b)),
    ];
    return { position: at, normal };
  });
}

/** Six sides of `cells` × `cells`, with hard edges: every side has its own vertices. */
export function box(size: Point, cells: number): TexturedMesh {
  return joined(
    ...[0, 1, 2].flatMap((axis) =>
      [-1, 1].map((side) =>
        gridSurface(cells, cells, (u, v) => {
          const position: Point = [0, 0, 0];
          const normal: Point = [0, 0, 0];
          const [s, t] = side > 0 ? [u, v] : [v, u];
          position[axis] = (side * size[axis]!) / 2;
          position[(axis + 1) % 3] = (t - 0.5) * size[(axis + 1) % 3]!;
          position[(axis + 2) % 3] = (s - 0.5) * size[(axis + 2) % 3]!;
          normal[axis] = side;
          return { position, normal };
        }),
      ),
    ),
  );
}

/** The same surface seen from its other side. */
export function insideOut({ positions, normals, uvs, indices }: TexturedMesh): TexturedMesh {
  return {
    positions,
    uvs,
    normals: normals.map((value) => -value),
    indices: indices.map((_, i) => indices[i - (i % 3) + [0, 2, 1][i % 3]!]!),
  };
}

export function joined(...meshes: readonly TexturedMesh[]): TexturedMesh {
  const lists: Lists = { positions: [], normals: [], uvs: [], indices: [] };
  for (const { positions, normals, uvs, indices } of meshes) {
    const first = lists.positions.length / 3;
    for (const value of positions) lists.positions.push(value);
    for (const value of normals) lists.normals.push(value);
    for (const value of uvs) lists.uvs.push(value);
    for (const index of indices) lists.indices.push(first + index);
  }
  return packed(lists);
}

/** Without the triangles whose middle `isCut` says yes to. */
export function cut(mesh: TexturedMesh, isCut: (x: number, y: number, z: number) => boolean): TexturedMesh {
  const kept: number[] = [];
  for (let i = 0; i < mesh.indices.length; i += 3) {
    const corners = [...mesh.indices.subarray(i, i + 3)];
    const at = (c: number) => corners.reduce((sum, v) => sum + mesh.positions[3 * v + c]! / 3, 0);
    if (!isCut(at(0), at(1), at(2))) kept.push(...corners);
  }
  return { ...mesh, indices: new Uint32Array(kept) };
}

/** A hollow ball with a wall and a round opening at the top, its inner and outer surface joined by the rim. */
export function openBall(radius: number, wall: number, segments: number, opening: number): TexturedMesh {
  const outer = sphere(radius, segments, { from: opening });
  const inner = insideOut(sphere(radius - wall, segments, { from: opening }));
  const rim = gridSurface(2 * segments, 1, (u, v) => {
    // From the inner to the outer edge, at exactly their corners.
    const r = v === 0 ? radius - wall : radius;
    const ring = Math.sin(opening * Math.PI);
    const direction: Point = [
      ring * Math.cos(turn(u)),
      Math.cos(opening * Math.PI),
      -ring * Math.sin(turn(u)),
    ];
    return { position: direction.map((x) => r * x) as Point, normal: [0, 1, 0] };
  });
  return joined(outer, inner, rim);
}
