import { describe, expect, test } from 'vitest';
import type { TexturedMesh } from '../../../../plugin/fit/mesh/surface.ts';
import { weldMesh } from '../../../../plugin/fit/mesh/weld.ts';
import { createReducer } from '../../../../plugin/fit/simplify/reducer.ts';
import { joined } from '../../../fixtures/mesh/edit-mesh.ts';
import { sphere } from '../../../fixtures/mesh/shapes.ts';
import { meanSilhouetteIou, silhouettesAround } from '../../../fixtures/silhouette.ts';
import { normalLengthError, solidOf, trianglesOf } from './measure.ts';

/** A sphere drawn out to a rod along a direction in the plane of X and Y. */
function rod(length: number, radius: number, angle: number): TexturedMesh {
  const ball = sphere(1, 16);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const positions = ball.positions.slice();
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y] = [(positions[i]! * length) / 2 + length / 2, positions[i + 1]! * radius];
    positions[i] = x * cos - y * sin;
    positions[i + 1] = x * sin + y * cos;
    positions[i + 2]! *= radius;
  }
  return { ...ball, positions };
}

const spokes = async () => {
  const rods = Array.from({ length: 18 }, (_, i) => rod(1, 0.012, (i * Math.PI) / 9));
  return (await weldMesh(joined(...rods))).mesh;
};

describe('thin parts at a small budget', () => {
  test('spokes keep their outlines and none of them vanishes', async () => {
    const mesh = await spokes();
    const reduced = (await createReducer(mesh)).to(600);
    expect(trianglesOf(reduced)).toBeLessThanOrEqual(600);
    expect(trianglesOf(reduced)).toBeGreaterThanOrEqual(570);
    expect(await solidOf(reduced)).toMatchObject({ pieces: 18, isClosed: true });
    expect(meanSilhouetteIou(silhouettesAround(mesh), silhouettesAround(reduced, mesh))).toBeGreaterThan(
      0.85,
    );
    expect(normalLengthError(reduced)).toBeLessThan(1e-6);
    expect(Math.max(...reduced.sourceVertices)).toBeLessThan(mesh.positions.length / 3);
  });

  test('the same mesh gives the same bytes, whatever was asked before', async () => {
    const [one, two] = [await createReducer(await spokes()), await createReducer(await spokes())];
    two.to(1_500);
    expect(two.to(700)).toEqual(one.to(700));
  });
});

describe('outlines from all sides', () => {
  const ball = sphere(1, 24);

  test('of a mesh and itself are equal; of one that misses a part they are not', () => {
    const two = joined(ball, sphere(0.2, 12, { center: [3, 0, 0] }));
    const reference = silhouettesAround(two);
    expect(reference).toHaveLength(24);
    expect(meanSilhouetteIou(reference, silhouettesAround(two))).toBe(1);
    // The small ball's disc is a 25th of the large one's, and seldom in front of it.
    const without = meanSilhouetteIou(reference, silhouettesAround(ball, two));
    expect(without).toBeGreaterThan(0.95);
    expect(without).toBeLessThan(0.98);
  });

  test('a smaller mesh covers the share of its discs', () => {
    const half = silhouettesAround(sphere(0.5, 24), ball);
    expect(meanSilhouetteIou(silhouettesAround(ball), half)).toBeCloseTo(0.25, 2);
  });
});
