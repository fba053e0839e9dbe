import { describe, expect, it } from 'vitest';
import { cubeFaceDirection, skyCubeFaces, skyRadiance } from '../../../playground/stage/sky.ts';

const radiance = (x: number, y: number, z: number) => {
  const out = new Float32Array(3);
  skyRadiance(x, y, z, out);
  return [...out] as [number, number, number];
};

describe('cubeFaceDirection', () => {
  it('looks along the six axes at the centres, in the order +X −X +Y −Y +Z −Z', () => {
    const centres = [0, 1, 2, 3, 4, 5].map((face) => cubeFaceDirection(face, 0, 0).map((value) => value + 0));
    expect(centres).toEqual([
      [1, 0, 0],
      [-1, 0, 0],
      [0, 1, 0],
      [0, -1, 0],
      [0, 0, 1],
      [0, 0, -1],
    ]);
  });

  it('gives unit vectors', () => {
    for (let face = 0; face < 6; face++)
      expect(Math.hypot(...cubeFaceDirection(face, 0.7, -0.9))).toBeCloseTo(1, 12);
  });

  it('meets itself along the edges that faces share', () => {
    for (const at of [-0.8, 0.1, 0.9]) {
      expect(cubeFaceDirection(0, -1, at)).toEqual(cubeFaceDirection(4, 1, at));
      expect(cubeFaceDirection(2, at, 1)).toEqual(cubeFaceDirection(4, at, -1));
      expect(cubeFaceDirection(1, -1, at)).toEqual(cubeFaceDirection(5, 1, at));
    }
  });
});

describe('skyRadiance', () => {
  it('is cool from above and warm from below', () => {
    const [redAbove, , blueAbove] = radiance(-0.6, 0.8, 0);
    const [redBelow, , blueBelow] = radiance(0, -1, 0);
    expect(blueAbove).toBeGreaterThan(redAbove);
    expect(redBelow).toBeGreaterThan(blueBelow);
  });

  it('is brightest in the key light', () => {
    const length = Math.hypot(0.75, 1, 0.35);
    const [, key] = radiance(0.75 / length, 1 / length, 0.35 / length);
    for (const [x, y, z] of [
      [0, 1, 0],
      [-1, 0, 0],
      [0, 0, -1],
      [0, -1, 0],
    ] as const)
      expect(key).toBeGreaterThan(4 * radiance(x, y, z)[1]);
  });
});

describe('skyCubeFaces', () => {
  it('makes six opaque RGBA faces that half floats can hold', () => {
    const faces = skyCubeFaces(8);
    expect(faces.map((face) => face.length)).toEqual(Array(6).fill(8 * 8 * 4));
    for (const face of faces) {
      expect(face.filter((_, index) => index % 4 === 3)).toEqual(new Float32Array(64).fill(1));
      expect(Math.min(...face)).toBeGreaterThan(0);
      expect(Math.max(...face)).toBeLessThan(65_504);
    }
  });
});
