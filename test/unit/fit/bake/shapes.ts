import type { SurfaceMaterial, TexturedMesh } from '../../../../plugin/fit/mesh/surface.ts';
import type { RasterImage } from '../../../../plugin/recipe/image.ts';

export const PLAIN: SurfaceMaterial = {
  name: 'plain',
  baseColorFactor: [1, 1, 1, 1],
  metallicFactor: 1,
  roughnessFactor: 1,
  emissiveFactor: [0, 0, 0],
  normalScale: 1,
  occlusionStrength: 1,
  alphaMode: 'OPAQUE',
  alphaCutoff: 0.5,
  doubleSided: false,
};

/** A surface over a grid of cells × cells quads; `place` tells position and normal of (u, v), v pointing down. */
export function patch(
  cells: number,
  place: (u: number, v: number) => { position: readonly number[]; normal: readonly number[] },
): TexturedMesh {
  const positions: number[] = [];
  const normals: number[] = [];
  const uvs: number[] = [];
  const indices: number[] = [];
  for (let row = 0; row <= cells; row++) {
    for (let column = 0; column <= cells; column++) {
      const { position, normal } = place(column / cells, row / cells);
      positions.push(...position);
      normals.push(...normal);
      uvs.push(column / cells, row / cells);
    }
  }
  for (let row = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++) {
      const a = row * (cells + 1) + column;
      const below = a + cells + 1;
      indices.push(a, below, a + 1, a + 1, below, below + 1);
    }
  }
  return {
    positions: Float32Array.from(positions),
    normals: Float32Array.from(normals),
    uvs: Float32Array.from(uvs),
    indices: Uint32Array.from(indices),
  };
}

/** The square 0…1 at height z, facing +z; u along +x, v down along −y. */
export const plane = (cells: number, z = 0): TexturedMesh =>
  patch(cells, (u, v) => ({ position: [u, 1 - v, z], normal: [0, 0, 1] }));

/** The same square facing −z. */
export function planeFromBehind(cells: number, z: number): TexturedMesh {
  const front = plane(cells, z);
  const indices = front.indices.slice();
  for (let i = 0; i < indices.length; i += 3) {
    const swap = indices[i]!;
    indices[i] = indices[i + 1]!;
    indices[i + 1] = swap;
  }
  return { ...front, indices, normals: front.normals.map((value) => -value) };
}

export function joined(first: TexturedMesh, second: TexturedMesh): TexturedMesh {
  const offset = first.positions.length / 3;
  const join = (a: Float32Array, b: Float32Array) => {
    const whole = new Float32Array(a.length + b.length);
    whole.set(a);
    whole.set(b, a.length);
    return whole;
  };
  return {
    positions: join(first.positions, second.positions),
    normals: join(first.normals, second.normals),
    uvs: join(first.uvs, second.uvs),
    indices: Uint32Array.from([...first.indices, ...second.indices.map((index) => index + offset)]),
  };
}

/** A UV sphere of radius 1 around 0 with poles on y, without seam duplicates in position being joined. */
export const sphere = (cells: number): TexturedMesh =>
  patch(cells, (u, v) => {
    const around = u * 2 * Math.PI;
    const down = v * Math.PI;
    const normal = [Math.sin(down) * Math.sin(around), Math.cos(down), Math.sin(down) * Math.cos(around)];
    return { position: normal, normal };
  });

export function image(
  sizePx: number,
  color: (x: number, y: number) => readonly [number, number, number, number],
): RasterImage {
  const data = new Uint8ClampedArray(sizePx * sizePx * 4);
  for (let y = 0; y < sizePx; y++)
    for (let x = 0; x < sizePx; x++) data.set(color(x, y), (y * sizePx + x) * 4);
  return { widthPx: sizePx, heightPx: sizePx, data };
}

export function texel(raster: RasterImage | undefined, x: number, y: number): number[] {
  if (!raster) throw new Error('The map was not baked.');
  const at = (y * raster.widthPx + x) * 4;
  return [...raster.data.subarray(at, at + 4)];
}

/** Numbers 0…1, the same every time. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
}
