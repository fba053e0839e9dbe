import type { TexturedMesh } from '../../../../plugin/fit/mesh/surface.ts';
import { joined } from '../../../fixtures/mesh/edit-mesh.ts';
import { gridSurface, torus } from '../../../fixtures/mesh/shapes.ts';

const bump = (x: number, y: number, z: number) =>
  0.08 * Math.sin(5 * x + 1) * Math.sin(7 * y) * Math.cos(6 * z) +
  0.01 * Math.sin(40 * x) * Math.cos(37 * y + 31 * z);

/** Moves every vertex of a torus in or out by a fixed pattern: a closed surface with detail at two scales. */
export function bumpyTorus(segments: number): TexturedMesh {
  return displaced(torus(1, 0.4, segments));
}

function displaced({ positions, normals, uvs, indices }: TexturedMesh): TexturedMesh {
  const moved = positions.map((value, i) => {
    const v = i - (i % 3);
    return value + bump(positions[v]!, positions[v + 1]!, positions[v + 2]!) * normals[i]!;
  });
  return { positions: moved, normals, uvs, indices };
}

/** The same surface cut into `charts` × 2 · `charts` patches, each with its own place in the texture. */
export function bumpyPatches(segments: number, charts: number): TexturedMesh {
  const cells = segments / charts;
  const whole = torus(1, 0.4, segments);
  const patches: TexturedMesh[] = [];
  for (let row = 0; row < charts; row++)
    for (let column = 0; column < 2 * charts; column++)
      patches.push(
        gridSurface(cells, cells, (u, v) => {
          const at =
            (row * cells + Math.round(v * cells)) * (2 * segments + 1) +
            column * cells +
            Math.round(u * cells);
          return {
            position: whole.positions.subarray(3 * at, 3 * at + 3),
            normal: whole.normals.subarray(3 * at, 3 * at + 3),
          };
        }),
      );
  const placed = patches.map((patch, i) => ({
    ...patch,
    uvs: patch.uvs.map((value, k) =>
      k % 2 === 0
        ? ((i % (2 * charts)) + 0.05 + 0.9 * value) / (2 * charts)
        : (Math.floor(i / (2 * charts)) + 0.05 + 0.9 * value) / charts,
    ),
  }));
  return displaced(joined(...placed));
}
