import { MeshoptSimplifier } from 'meshoptimizer/simplifier';
import type { TexturedMesh } from '../../../../plugin/fit/mesh/surface.ts';
import type { RasterImage } from '../../../../plugin/recipe/image.ts';
import { randomNumbers } from '../../../fixtures/random-numbers.ts';

interface WeldedMesh {
  positions: Float32Array<ArrayBuffer>;
  indices: Uint32Array<ArrayBuffer>;
}

/** A lumpy closed ball: a cube of 6 · cells² squares, blown up and displaced. */
function lumpyBall(cells: number): WeldedMesh {
  const ids = new Map<string, number>();
  const positions: number[] = [];
  const indices: number[] = [];
  const vertex = (x: number, y: number, z: number) => {
    const key = `${x},${y},${z}`;
    const known = ids.get(key);
    if (known !== undefined) return known;
    const p = [x, y, z].map((value) => Math.tan(((value / cells) * 2 - 1) * 0.785));
    const length = Math.hypot(...p);
    const [a, b, c] = p.map((value) => value / length) as [number, number, number];
    const lumps = Math.sin(9 * a + 2 * b) * Math.sin(8 * b + 3 * c) * Math.sin(11 * c + a);
    const radius = 0.4 + 0.06 * lumps + 0.01 * Math.sin(60 * a) * Math.sin(50 * b) * Math.sin(55 * c);
    positions.push(a * radius, b * radius * 1.2, c * radius);
    ids.set(key, positions.length / 3 - 1);
    return positions.length / 3 - 1;
  };
  for (let axis = 0; axis < 3; axis++)
    for (const side of [0, cells])
      for (let i = 0; i < cells; i++)
        for (let j = 0; j < cells; j++) {
          const corner = (di: number, dj: number) => {
            const p = [0, 0, 0];
            p[axis] = side;
            p[(axis + 1) % 3] = i + di;
            p[(axis + 2) % 3] = j + dj;
            return vertex(p[0]!, p[1]!, p[2]!);
          };
          const [a, b, c, d] = [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)];
          indices.push(...(side ? [a, b, c, a, c, d] : [a, c, b, a, d, c]));
        }
  return { positions: new Float32Array(positions), indices: new Uint32Array(indices) };
}

/** Grows patches of `facesPerChart` neighbouring faces. @returns the chart of each face, and their number. */
function charts({ indices }: WeldedMesh, facesPerChart: number): { of: Int32Array; count: number } {
  const faces = indices.length / 3;
  const edges = new Map<number, number>();
  const neighbours = new Int32Array(faces * 3).fill(-1);
  for (let f = 0; f < faces; f++)
    for (let k = 0; k < 3; k++) {
      const a = indices[f * 3 + k]!;
      const b = indices[f * 3 + ((k + 1) % 3)]!;
      const key = Math.min(a, b) * 0x4000000 + Math.max(a, b);
      const other = edges.get(key);
      if (other === undefined) edges.set(key, f * 3 + k);
      else {
        neighbours[f * 3 + k] = Math.floor(other / 3);
        neighbours[other] = f;
      }
    }
  const of = new Int32Array(faces).fill(-1);
  let count = 0;
  for (let start = 0; start < faces; start++) {
    if (of[start] !== -1) continue;
    const queue = [start];
    of[start] = count;
    for (let at = 0, taken = 1; at < queue.length && taken < facesPerChart; at++)
      for (let k = 0; k < 3 && taken < facesPerChart; k++) {
        const next = neighbours[queue[at]! * 3 + k]!;
        if (next === -1 || of[next] !== -1) continue;
        of[next] = count;
        queue.push(next);
        taken++;
      }
    count++;
  }
  return { of, count };
}

/** Cuts a welded mesh into charts, each with a cell of the texture of its own. */
function unwrapped({ positions, indices }: WeldedMesh, facesPerChart: number): TexturedMesh {
  const { of, count } = charts({ positions, indices }, facesPerChart);
  const columns = Math.ceil(Math.sqrt(count));
  const ids = new Map<number, number>();
  const out = { positions: [] as number[], normals: [] as number[], uvs: [] as number[] };
  const cut = new Uint32Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    const chart = of[Math.floor(i / 3)]!;
    const key = chart * 0x4000000 + indices[i]!;
    let id = ids.get(key);
    if (id === undefined) {
      id = out.positions.length / 3;
      ids.set(key, id);
      const [x, y, z] = [0, 1, 2].map((axis) => positions[indices[i]! * 3 + axis]!) as [
        number,
        number,
        number,
      ];
      const length = Math.hypot(x, y / 1.44, z);
      out.positions.push(x, y, z);
      out.normals.push(x / length, y / 1.44 / length, z / length);
      // Within its cell, as the surface lies seen from the largest axis.
      const spread = Math.sqrt(count) * 0.35;
      const u = 0.5 + 0.45 * Math.sin(spread * (x + 0.3 * z));
      const v = 0.5 + 0.45 * Math.sin(spread * (y + 0.7 * z));
      out.uvs.push(((chart % columns) + u) / columns, (Math.floor(chart / columns) + v) / columns);
    }
    cut[i] = id;
  }
  return {
    positions: new Float32Array(out.positions),
    normals: new Float32Array(out.normals),
    uvs: new Float32Array(out.uvs),
    indices: cut,
  };
}

/** A closed, irregular surface of about so many triangles, cut into charts of about so many faces. */
export async function makeSurface(triangles: number, facesPerChart: number): Promise<TexturedMesh> {
  await MeshoptSimplifier.ready;
  const { positions, indices } = lumpyBall(Math.ceil(Math.sqrt((triangles * 1.6) / 12)));
  const [simple] = MeshoptSimplifier.simplify(indices, positions, 3, triangles * 3, 0.3);
  return unwrapped({ positions, indices: simple as Uint32Array<ArrayBuffer> }, facesPerChart);
}

/** Detail at several scales, as textures of scans have; `grain` 0 … 1 is how rough it is. */
export function makeRaster(sizePx: number, seed: number, grain = 0.5): RasterImage {
  const data = new Uint8ClampedArray(sizePx * sizePx * 4);
  const random = randomNumbers(seed);
  const waves = Array.from({ length: 14 }, (_, i) => {
    const frequency = (2 * Math.PI * 2 ** (i / 2)) / 1.5;
    const angle = random() * Math.PI * 2;
    return {
      x: frequency * Math.cos(angle),
      y: frequency * Math.sin(angle),
      phase: random() * 7,
      height: 60 * (0.55 + 0.3 * grain) ** i,
      tint: [random(), random(), random()],
    };
  });
  for (let y = 0, at = 0; y < sizePx; y++)
    for (let x = 0; x < sizePx; x++, at += 4) {
      const rgb = [128, 118, 108];
      for (const wave of waves) {
        const value = wave.height * Math.sin((wave.x * x + wave.y * y) / sizePx + wave.phase);
        for (let c = 0; c < 3; c++) rgb[c]! += value * (0.4 + 0.6 * wave.tint[c]!);
      }
      // Rough in some places, smooth in others.
      const rough = 0.5 + 0.5 * Math.sin((9 * x) / sizePx + 2) * Math.sin((7 * y) / sizePx);
      const noise = (random() - 0.5) * 60 * grain * rough;
      for (let c = 0; c < 3; c++) data[at + c] = rgb[c]! + noise;
      data[at + 3] = 255;
    }
  return { widthPx: sizePx, heightPx: sizePx, data };
}

/** Unit normals of a bumpy surface, as a normal map has them. */
export function makeNormals(sizePx: number, seed: number): RasterImage {
  const slopes = makeRaster(sizePx, seed, 0.3);
  const data = slopes.data.slice();
  for (let i = 0; i < data.length; i += 4) {
    const x = (data[i]! - 128) / 200;
    const y = (data[i + 1]! - 118) / 200;
    const length = Math.hypot(x, y, 1);
    data[i] = (x / length) * 127.5 + 127.5;
    data[i + 1] = (y / length) * 127.5 + 127.5;
    data[i + 2] = 127.5 / length + 127.5;
  }
  return { ...slopes, data };
}
