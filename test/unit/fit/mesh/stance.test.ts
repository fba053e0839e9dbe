import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { FitRepair } from '../../../../plugin/budget/fit-plan.ts';
import { DEFAULT_REPAIRS } from '../../../../plugin/budget/repairs.ts';
import { faceFrame } from '../../../../plugin/fit/mesh/face-frame.ts';
import type { TexturedMesh } from '../../../../plugin/fit/mesh/surface.ts';
import { lintMesh } from '../../../../plugin/fit/repair/lint.ts';
import { repairMesh } from '../../../../plugin/fit/repair/repair.ts';
import { readSource } from '../../../../plugin/fit/source/read-source.ts';
import { joined } from '../../../fixtures/mesh/edit-mesh.ts';
import { box, sphere } from '../../../fixtures/mesh/shapes.ts';
import { normalLengthError, solidOf } from './measure.ts';
import { ball, block, meshOf, pillar, together, turned } from './solids.ts';

const STANCE: readonly FitRepair[] = ['floor-slab', 'up-axis', 'diagonal', 'size-off'];
const stanceOf = async (mesh: TexturedMesh) =>
  (await lintMesh(mesh)).filter(({ kind }) => (STANCE as readonly string[]).includes(kind));
const repaired = async (mesh: TexturedMesh, ...repairs: FitRepair[]) =>
  (await repairMesh(mesh, [...DEFAULT_REPAIRS, ...repairs])).mesh;
const sizeOf = async (mesh: TexturedMesh) => {
  const { min, max } = (await solidOf(mesh)).box;
  return [max[0] - min[0], max[1] - min[1], max[2] - min[2]] as const;
};

/** y up becomes z up, as in a file whose axes were not converted: the head points to +Z, the face down. */
function layDown(mesh: TexturedMesh): TexturedMesh {
  const laid = (values: Float32Array) =>
    values.map((_, i) => [values[i]!, -values[i + 1]!, values[i - 1]!][i % 3]!);
  return { ...mesh, positions: laid(mesh.positions), normals: laid(mesh.normals) };
}

const scaled = (mesh: TexturedMesh, by: number): TexturedMesh => ({
  ...mesh,
  positions: mesh.positions.map((value) => value * by),
});

/** Mean cosine between the normal of a triangle's first corner and that of the triangle. */
function meanAgreement({ positions, normals, indices }: TexturedMesh): number {
  const frame = new Float64Array(6);
  let sum = 0;
  for (let t = 0; t < indices.length / 3; t++) {
    faceFrame(positions, indices, t, frame);
    for (let c = 0; c < 3; c++) sum += frame[3 + c]! * normals[3 * indices[3 * t]! + c]!;
  }
  return sum / (indices.length / 3);
}

/** Feet apart, arms along the body; its feet are at −0.45. */
const figure = together(
  ball([0, 0.36, 0], 0.09),
  pillar([0, 0.12, 0], 0.11, 0.32),
  pillar([-0.07, -0.24, 0], 0.045, 0.42),
  pillar([0.07, -0.24, 0], 0.045, 0.42),
);
/** A long, thin thing above the ground. */
const figureOnSkis = together(figure, block([0, -0.3, 0], [0.6, 0.03, 0.2]));
const slab = block([0, -0.46, 0], [0.7, 0.03, 0.6]);
/** Twice as long as wide, with a cabin: where the front is can be seen. */
const car = together(
  block([0, -0.3, 0], [0.7, 0.12, 0.3]),
  block([-0.05, -0.2, 0], [0.35, 0.12, 0.26]),
  ...[-0.22, 0.22].flatMap((x) => [-0.14, 0.14].map((z) => ball([x, -0.36, z], 0.07))),
);
const chair = together(
  block([0, -0.05, 0], [0.5, 0.05, 0.5]),
  block([0, 0.2, -0.23], [0.5, 0.5, 0.05]),
  ...[-0.22, 0.22].flatMap((x) => [-0.22, 0.22].map((z) => block([x, -0.26, z], [0.05, 0.4, 0.05]))),
);
const tray = (x: number, y: number, z: number) =>
  Math.max(block([0, 0, 0], [0.8, 0.3, 0.6])(x, y, z), -block([0, 0.1, 0], [0.74, 0.44, 0.54])(x, y, z));
/** A brim with a hollow crown. */
const hat = (x: number, y: number, z: number) =>
  Math.max(
    Math.min(pillar([0, -0.2, 0], 0.42, 0.03)(x, y, z), pillar([0, -0.05, 0], 0.22, 0.3)(x, y, z)),
    -pillar([0, -0.1, 0], 0.19, 0.34)(x, y, z),
  );
const lamp = together(
  pillar([0, -0.4, 0], 0.2, 0.04),
  pillar([0, 0, 0], 0.02, 0.8),
  ball([0, 0.35, 0], 0.12),
);
/** A bottle: tall, round, with a flat base. */
const bottle = together(pillar([0, -0.15, 0], 0.12, 0.6), pillar([0, 0.3, 0], 0.04, 0.34));

describe('a floor slab', () => {
  test('under the feet is found, measured and cut off; the feet are closed', async () => {
    const given = await meshOf(together(figure, slab));
    const [found, ...others] = await stanceOf(given);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ kind: 'floor-slab' });
    expect(found!.value).toBeCloseTo(0.03, 2);
    const without = await repaired(given, 'floor-slab');
    const { box, isClosed, borderEdges, volume, pieces } = await solidOf(without);
    expect({ isClosed, borderEdges, pieces }).toEqual({ isClosed: true, borderEdges: 0, pieces: 1 });
    expect(box.min[1]).toBeGreaterThan(-0.45);
    expect(box.min[1]).toBeLessThan(-0.43);
    expect(box.max[1]).toBeCloseTo(0.45, 2);
    expect(box.max[0] - box.min[0]).toBeLessThan(0.25);
    const alone = await solidOf(await meshOf(figure));
    expect(volume / alone.volume).toBeCloseTo(1, 1);
    expect(normalLengthError(without)).toBeLessThan(1e-5);
    expect(await stanceOf(without)).toEqual([]);
  });

  test('that is uneven, or round, is found too', async () => {
    const uneven = (x: number, y: number, z: number) =>
      slab(x, y, z) - 0.003 * Math.sin(40 * x) * Math.sin(31 * z);
    const round = pillar([0, -0.46, 0], 0.4, 0.03);
    for (const floor of [uneven, round]) {
      const given = await meshOf(together(figure, floor));
      expect((await stanceOf(given)).map(({ kind }) => kind)).toEqual(['floor-slab']);
      expect(await solidOf(await repaired(given, 'floor-slab'))).toMatchObject({ isClosed: true, pieces: 1 });
    }
  });

  test.each([
    ['a figure without one', figure],
    ['a chair with a flat seat', chair],
    ['a tray, whose walls stand on its edge', tray],
    ['a hat with a brim', hat],
    ['a car', car],
    ['a flat plate alone', slab],
    ['a lamp on a round foot', lamp],
    ['a thick plinth', together(figure, block([0, -0.46, 0], [0.7, 0.08, 0.6]))],
  ])('is not found in %s', async (_, solid) => {
    expect(await stanceOf(await meshOf(solid))).toEqual([]);
  });

  test('is not found where the plate is a part of its own', async () => {
    const plate = box([0.7, 0.02, 0.6], 8, [0, -0.47, 0]);
    expect(await stanceOf(joined(await meshOf(figure), plate))).toEqual([]);
  });
});

describe('a diagonal', () => {
  test.each([25, -30, 44])('of %d° is found and straightened; height and middle stay', async (degrees) => {
    const given = await meshOf(turned(car, degrees));
    const [found, ...others] = await stanceOf(given);
    expect(others).toEqual([]);
    expect(found?.kind).toBe('diagonal');
    expect(Math.abs(found!.value!)).toBeCloseTo(Math.abs(degrees), -0.5);
    const straight = await repaired(given, 'diagonal');
    const [width, height, depth] = await sizeOf(straight);
    expect(width).toBeCloseTo(0.7, 1.5);
    expect(depth).toBeCloseTo(0.42, 1.5);
    const [before, after] = [await solidOf(given), await solidOf(straight)];
    expect(height).toBe((await sizeOf(given))[1]);
    for (const axis of [0, 2] as const)
      expect((after.box.min[axis] + after.box.max[axis]) / 2).toBeCloseTo(
        (before.box.min[axis] + before.box.max[axis]) / 2,
        1.5,
      );
    expect(after.volume).toBeCloseTo(before.volume, 4);
    expect(meanAgreement(straight)).toBeCloseTo(meanAgreement(given), 3);
    expect(await stanceOf(straight)).toEqual([]);
  });

  test('is measured without the slab, and the slab without it', async () => {
    const given = await meshOf(together(turned(figureOnSkis, 30), slab));
    expect((await stanceOf(given)).map(({ kind }) => kind)).toEqual(['floor-slab', 'diagonal']);
  });

  test.each([
    ['a straight car', car],
    ['a cube turned by 45°', turned(block([0, 0, 0], [0.5, 0.5, 0.5]), 45)],
    ['a chair turned by 30°, as wide as deep', turned(chair, 30)],
    ['a round bottle', bottle],
    ['a pose of 6°', turned(car, 6)],
  ])('is not found in %s', async (_, solid) => {
    expect((await stanceOf(await meshOf(solid))).map(({ kind }) => kind)).toEqual([]);
  });
});

describe('another up axis', () => {
  test.each([
    ['a figure', figure],
    ['a bottle', bottle],
    ['a lamp', lamp],
  ])('is guessed for %s that lies, and it stands up again', async (_, solid) => {
    const standing = await meshOf(solid);
    expect(await stanceOf(standing)).toEqual([]);
    const lying = layDown(standing);
    const [found, ...others] = await stanceOf(lying);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ kind: 'up-axis', value: -90 });
    const upright = await repaired(lying, 'up-axis');
    expect(upright.positions).toEqual((await repaired(standing)).positions);
    expect(upright.normals).toEqual((await repaired(standing)).normals);
    const [mirrored] = await stanceOf(layDown(layDown(layDown(standing))));
    expect(mirrored).toMatchObject({ kind: 'up-axis', value: 90 });
  });

  test.each([
    ['a car', turned(car, 90)],
    ['a chair', chair],
    ['a tray', turned(tray, 90)],
    ['a beam', block([0, 0, 0], [0.1, 0.1, 0.8])],
    ['a fish', (x: number, y: number, z: number) => Math.hypot(x * 4, y * 2, z) / 4 - 0.11],
    ['a mask on a flat back', (x: number, y: number, z: number) => Math.max(Math.hypot(x, y, z) - 0.4, -z)],
  ])('is not guessed for %s', async (_, solid) => {
    expect(await stanceOf(await meshOf(solid))).toEqual([]);
  });
});

describe('a size', () => {
  test.each([0.004, 250])('of %d m is found and made 1 m', async (by) => {
    const given = scaled(sphere(0.5, 24), by);
    expect(await stanceOf(given)).toMatchObject([{ kind: 'size-off', value: expect.closeTo(by, 3) }]);
    const fixed = await repaired(given, 'size-off');
    expect(Math.max(...(await sizeOf(fixed)))).toBeCloseTo(1, 5);
    expect(normalLengthError(fixed)).toBeLessThan(1e-6);
  });

  test.each([0.02, 1, 60])('of %d m is fine', async (by) => {
    expect(await stanceOf(scaled(sphere(0.5, 24), by))).toEqual([]);
  });
});

test('all at once: a tiny figure that lies, with a slab under its feet', async () => {
  const given = scaled(layDown(await meshOf(together(figure, slab))), 1e-3);
  const fixed = await repaired(given, ...STANCE);
  const [width, height, depth] = await sizeOf(fixed);
  expect(height).toBeCloseTo(1, 5);
  expect(Math.max(width, depth)).toBeLessThan(0.3);
});

const MASTERS = '../shared/masters';
const real = (await readdir(MASTERS).catch(() => [])).filter((name) => name.endsWith('.glb'));
describe('real masters', () => {
  test.skipIf(real.length > 0)(`are not in ${MASTERS}: skipped`, () => {});
  test.each(real)('%s stands as it should', async (name) => {
    const source = await readSource(new Uint8Array(await readFile(`${MASTERS}/${name}`)));
    if (source.kind !== 'surface') throw new Error(source.reason);
    expect(await stanceOf(source.surface.mesh)).toEqual([]);
  });
});
