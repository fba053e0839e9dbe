import type { TexturedMesh } from '../../../../plugin/fit/mesh/surface.ts';
import { meshed, vertexNormals } from '../../../fixtures/masters/reduce.ts';
import type { Solid } from '../../../fixtures/masters/shapes.ts';

type Point = readonly [number, number, number];

/** A box with round edges, around a centre. */
export const block = ([cx, cy, cz]: Point, [w, h, d]: Point): Solid => {
  const round = 0.004;
  return (x, y, z) => {
    const [qx, qy, qz] = [
      Math.abs(x - cx) - w / 2 + round,
      Math.abs(y - cy) - h / 2 + round,
      Math.abs(z - cz) - d / 2 + round,
    ];
    const outside = Math.hypot(Math.max(qx, 0), Math.max(qy, 0), Math.max(qz, 0));
    return outside + Math.min(Math.max(qx, qy, qz), 0) - round;
  };
};

export const ball =
  ([cx, cy, cz]: Point, radius: number): Solid =>
  (x, y, z) =>
    Math.hypot(x - cx, y - cy, z - cz) - radius;

/** A cylinder along y. */
export const pillar =
  ([cx, cy, cz]: Point, radius: number, height: number): Solid =>
  (x, y, z) =>
    Math.max(Math.hypot(x - cx, z - cz) - radius, Math.abs(y - cy) - height / 2);

export const together =
  (...solids: readonly Solid[]): Solid =>
  (x, y, z) =>
    Math.min(...solids.map((solid) => solid(x, y, z)));

/** Turned about the up axis. */
export const turned =
  (solid: Solid, degrees: number): Solid =>
  (x, y, z) => {
    const angle = (degrees * Math.PI) / 180;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return solid(cos * x + sin * z, y, cos * z - sin * x);
  };

/** One closed surface around a solid in −0.5…0.5, with vertices shared where triangles meet. */
export async function meshOf(solid: Solid, triangles = 12_000): Promise<TexturedMesh> {
  const surface = await meshed(solid, 0, triangles);
  const uvs = new Float32Array((surface.positions.length / 3) * 2);
  for (let v = 0; v < uvs.length / 2; v++)
    uvs.set([surface.positions[3 * v]! + 0.5, surface.positions[3 * v + 2]! + 0.5], 2 * v);
  return { ...surface, normals: vertexNormals(surface), uvs };
}
