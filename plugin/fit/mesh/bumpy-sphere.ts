import type { TexturedMesh } from './surface.ts';

/** A sphere with bumps and latitude–longitude UVs, of 2 × `rings`² triangles: something to compile the code with. */
export function bumpySphere(rings: number): TexturedMesh {
  const side = rings + 1;
  const positions = new Float32Array(side * side * 3);
  const uvs = new Float32Array(side * side * 2);
  const indices: number[] = [];
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const vertex = y * side + x;
      // Both sides of the seam have the same positions.
      const [turn, tilt] = [((x % rings) / rings) * 2 * Math.PI, (y / rings) * Math.PI];
      const radius = 0.5 + 0.02 * Math.sin(9 * turn) * Math.sin(tilt) ** 2 * Math.sin(7 * tilt);
      positions[vertex * 3] = radius * Math.sin(tilt) * Math.cos(turn);
      positions[vertex * 3 + 1] = radius * Math.cos(tilt);
      positions[vertex * 3 + 2] = -radius * Math.sin(tilt) * Math.sin(turn);
      uvs.set([x / rings, y / rings], vertex * 2);
      if (x < rings && y < rings)
        indices.push(vertex, vertex + side, vertex + 1, vertex + 1, vertex + side, vertex + side + 1);
    }
  const normals = positions.map(
    (value, i) => value / Math.hypot(...positions.subarray(i - (i % 3), i - (i % 3) + 3)),
  );
  return { positions, normals, uvs, indices: Uint32Array.from(indices) };
}
