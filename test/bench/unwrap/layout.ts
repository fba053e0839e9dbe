import type { TexturedMesh } from '../../../plugin/fit/mesh/surface.ts';

export interface Layout {
  /** Share of the atlas's texels whose centre a triangle covers. */
  readonly use: number;
  /** Texels whose centre more than one triangle covers. */
  readonly overlaps: number;
  /** L2 stretch (Sander and others, 2001) over the whole surface; 1 where nothing is stretched. */
  readonly stretch: number;
  /** Triangles with an area but no texels to speak of: left out of the stretch. */
  readonly lost: number;
}

/** What can be said about a layout without a bake. */
export function measureLayout(mesh: TexturedMesh, sizePx: number): Layout {
  const owner = new Int32Array(sizePx * sizePx).fill(-1);
  const { positions: p, uvs, indices } = mesh;
  let [covered, overlaps, lost] = [0, 0, 0];
  let [solid, flat, squares] = [0, 0, 0];
  for (let face = 0; face < indices.length / 3; face++) {
    const [a, b, c] = [indices[face * 3]!, indices[face * 3 + 1]!, indices[face * 3 + 2]!];
    const [ax, ay] = [uvs[a * 2]! * sizePx, uvs[a * 2 + 1]! * sizePx];
    const [bx, by] = [uvs[b * 2]! * sizePx - ax, uvs[b * 2 + 1]! * sizePx - ay];
    const [cx, cy] = [uvs[c * 2]! * sizePx - ax, uvs[c * 2 + 1]! * sizePx - ay];
    const twice = bx * cy - by * cx;
    const edge = (to: number) => [0, 1, 2].map((axis) => p[to * 3 + axis]! - p[a * 3 + axis]!);
    const [u, v] = [edge(b), edge(c)];
    const area =
      Math.hypot(
        u[1]! * v[2]! - u[2]! * v[1]!,
        u[2]! * v[0]! - u[0]! * v[2]!,
        u[0]! * v[1]! - u[1]! * v[0]!,
      ) / 2;
    if (Math.abs(twice) < 1e-4) {
      if (area > 0) lost++;
      continue;
    }
    // How far the surface moves with a step of one texel along either axis.
    let energy = 0;
    for (let axis = 0; axis < 3; axis++) {
      const alongX = (u[axis]! * cy - v[axis]! * by) / twice;
      const alongY = (v[axis]! * bx - u[axis]! * cx) / twice;
      energy += alongX ** 2 + alongY ** 2;
    }
    squares += (energy / 2) * area;
    solid += area;
    flat += Math.abs(twice) / 2;
    const [left, right] = [Math.min(0, bx, cx) + ax, Math.max(0, bx, cx) + ax];
    const [top, bottom] = [Math.min(0, by, cy) + ay, Math.max(0, by, cy) + ay];
    for (let y = Math.max(0, Math.floor(top)); y < Math.min(sizePx, bottom); y++)
      for (let x = Math.max(0, Math.floor(left)); x < Math.min(sizePx, right); x++) {
        const [px, py] = [x + 0.5 - ax, y + 0.5 - ay];
        const v = (px * cy - py * cx) / twice;
        const w = (bx * py - by * px) / twice;
        if (v <= 1e-6 || w <= 1e-6 || v + w >= 1 - 1e-6) continue;
        const texel = y * sizePx + x;
        if (owner[texel]! < 0) covered++;
        else overlaps++;
        owner[texel] = face;
      }
  }
  return {
    use: covered / sizePx ** 2,
    overlaps,
    stretch: Math.sqrt(squares / solid) * Math.sqrt(flat / solid),
    lost,
  };
}
