import { expect, test } from 'vitest';
import { creaseNormals } from '../../../../plugin/fit/mesh/crease-normals.ts';
import { faceFrame } from '../../../../plugin/fit/mesh/face-frame.ts';
import { gather } from '../../../../plugin/fit/mesh/gather.ts';
import { separateSides } from '../../../../plugin/fit/mesh/separate-sides.ts';
import { meshTopology } from '../../../../plugin/fit/mesh/topology.ts';
import { boxOf } from '../../../../plugin/fit/mesh/vectors.ts';
import { weldMesh } from '../../../../plugin/fit/mesh/weld.ts';
import { withFrontNormals } from '../../../../plugin/fit/simplify/front-normals.ts';
import { keepBounds } from '../../../../plugin/fit/simplify/keep-bounds.ts';
import { mixedWinding, sheets } from '../../../fixtures/masters/sheets.ts';
import { box, sphere } from '../../../fixtures/mesh/shapes.ts';

type Mesh = { readonly positions: Float32Array<ArrayBuffer>; readonly indices: Uint32Array<ArrayBuffer> };

async function creased({ positions, indices }: Mesh, degrees?: number) {
  const { corners } = await meshTopology({ positions, indices });
  return { corners, ...creaseNormals(positions, indices, corners, degrees) };
}

/** Smallest cosine between a corner's normal and its triangle's front. */
function leastFacing(
  positions: Float32Array,
  corners: Uint32Array,
  indices: Uint32Array,
  normals: Float32Array,
) {
  const frame = new Float64Array(6);
  let least = 1;
  for (let corner = 0; corner < indices.length; corner++) {
    if (!faceFrame(positions, corners, Math.floor(corner / 3), frame)) continue;
    const n = indices[corner]! * 3;
    least = Math.min(
      least,
      normals[n]! * frame[3]! + normals[n + 1]! * frame[4]! + normals[n + 2]! * frame[5]!,
    );
  }
  return least;
}

test('a box stays flat: three normals at each corner, each that of its side', async () => {
  const mesh = box([1, 1, 1], 1);
  const { corners, indices, normals } = await creased(mesh);
  expect(leastFacing(mesh.positions, corners, indices, normals)).toBeCloseTo(1, 6);
  expect(new Set(indices).size).toBe(24);
});

test('a fine sphere is smooth: one normal per position, along its radius', async () => {
  const mesh = sphere(1, 48);
  const { corners, indices, normals } = await creased(mesh);
  const normalOf = new Map<number, string>();
  for (let i = 0; i < corners.length; i++) {
    const [p, n] = [corners[i]! * 3, indices[i]! * 3];
    const radius = Math.hypot(mesh.positions[p]!, mesh.positions[p + 1]!, mesh.positions[p + 2]!);
    const along = [0, 1, 2].reduce((sum, c) => sum + mesh.positions[p + c]! * normals[n + c]!, 0);
    if (isSliver(corners, i)) continue;
    expect(along / radius).toBeGreaterThan(0.99);
    const normal = normals.subarray(n, n + 3).join();
    expect(normalOf.get(corners[i]!) ?? normal).toBe(normal);
    normalOf.set(corners[i]!, normal);
  }
});

function isSliver(corners: Uint32Array, corner: number): boolean {
  const first = corner - (corner % 3);
  return new Set(corners.subarray(first, first + 3)).size < 3;
}

test('neighbours of opposite winding have the same normal up to its sign, each on its own front', async () => {
  const plain = sheets({}, 6000);
  const mixed = { ...plain, indices: mixedWinding(plain.indices) };
  const [one, other] = [await creased(plain as Mesh), await creased(mixed as Mesh)];
  expect(leastFacing(mixed.positions, other.corners, other.indices, other.normals)).toBeGreaterThan(0.5);
  // Turning a face swaps its second and third corner.
  for (let f = 0; f < plain.indices.length; f += 3) {
    const isTurned = plain.indices[f + 1] !== mixed.indices[f + 1];
    const [a, b] = [one.indices[f]! * 3, other.indices[f]! * 3];
    for (let c = 0; c < 3; c++)
      expect(Math.abs(one.normals[a + c]! - (isTurned ? -1 : 1) * other.normals[b + c]!)).toBeLessThan(1e-5);
  }
});

test('the two sides of a sheet without thickness stay apart when they are welded', async () => {
  const sheet = sheets({ thickness: 0 }, 6000) as Mesh;
  const { indices, normals, sourceVertices } = await creased(sheet);
  const mesh = {
    positions: gather(sheet.positions, sourceVertices, 3),
    normals,
    uvs: new Float32Array(sourceVertices.length * 2),
    indices,
  };
  const separated = separateSides(mesh, (await meshTopology(mesh)).corners);
  const { mesh: welded } = await weldMesh(separated);
  expect(leastFacing(welded.positions, welded.indices, welded.indices, welded.normals)).toBeGreaterThan(0.5);
  const [before, after] = [boxOf(mesh.positions), boxOf(separated.positions)];
  expect(Math.abs(after.diagonal / before.diagonal - 1)).toBeLessThan(1e-4);
  // A mesh without such sides is not touched.
  const solid = { ...sphere(1, 48), uvs: new Float32Array(0) };
  expect(separateSides(solid, (await meshTopology(solid)).corners)).toBe(solid);
});

test('a normal that lights its face from behind is replaced, the others stay', () => {
  const mesh = {
    positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0),
    normals: Float32Array.of(0, 0.6, -0.8, 0, 0, 1, 0, 0, 1, 0, 0, 1),
    indices: Uint32Array.of(0, 1, 2, 1, 3, 2),
    sourceVertices: Uint32Array.of(0, 1, 2, 3),
    error: 0,
  };
  const fixed = withFrontNormals(mesh);
  expect([...fixed.normals]).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1]);
  expect(fixed.indices.length).toBe(6);
  expect(withFrontNormals(fixed)).toBe(fixed);
});

test('a solid whose sharp edges are smooth is left as it is', () => {
  const { positions, normals, indices } = sphere(1, 48);
  const tilted = normals.slice();
  tilted.set([-normals[0]!, -normals[1]!, -normals[2]!]);
  const sourceVertices = Uint32Array.from({ length: positions.length / 3 }, (_, v) => v);
  const mesh = { positions, normals: tilted, indices, sourceVertices, error: 0 };
  expect(withFrontNormals(mesh)).toBe(mesh);
});

test('bounds are kept within 0.1 % of each side, whether the mesh sticks out or ends short', () => {
  const source = Float32Array.of(-1, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, -0.5, -0.25);
  const simplified = Float32Array.of(-1.1, 0.1, 0, 0.99, 0, 0.1, 0, 1.7, 0, 0.1, 0, 2.9, 0, -0.4, -0.3);
  const kept = boxOf(keepBounds(simplified, source));
  const wanted = boxOf(source);
  for (const axis of [0, 1, 2]) {
    const side = wanted.max[axis]! - wanted.min[axis]!;
    expect(Math.abs(kept.min[axis]! - wanted.min[axis]!)).toBeLessThan(0.0005 * side);
    expect(Math.abs(kept.max[axis]! - wanted.max[axis]!)).toBeLessThan(0.0005 * side);
  }
});

test('what is within 0.04 % of the bounds is not moved', () => {
  const source = Float32Array.of(-1, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3);
  const simplified = Float32Array.of(-1.0005, 0, 0, 0.9995, 0, 0, 0, 2, 0, 0, 0, 3);
  expect(keepBounds(simplified, source)).toEqual(simplified);
});

test('bounds are kept where one vertex would have to hold several sides', () => {
  const source = sphere(1, 24).positions;
  // Six vertices, all of them far inside.
  const simplified = Float32Array.from(
    [1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1],
    (c) => 0.5 * c,
  );
  const [kept, wanted] = [boxOf(keepBounds(simplified, source)), boxOf(source)];
  for (const axis of [0, 1, 2]) {
    expect(Math.abs(kept.min[axis]! - wanted.min[axis]!)).toBeLessThan(0.002);
    expect(Math.abs(kept.max[axis]! - wanted.max[axis]!)).toBeLessThan(0.002);
  }
});
