import { describe, expect, test } from 'vitest';
import { mirrorSheet } from '../../../../plugin/local-engine/solid/mirror.ts';
import { backDifference, emboss, smoothBand } from '../../../../plugin/local-engine/solid/relief.ts';
import { disc, drawMask, mirrored, solidOver } from '../../../fixtures/drawn-masks.ts';

describe('a disc, mirrored', () => {
  const solid = solidOver(drawMask(200, 120, disc(120, 60, 50)));
  const { sheet } = solid;
  const { positions, normals } = mirrored(solid, sheet);
  const count = sheet.x.length;
  const at = (array: Float32Array, vertex: number) => [...array.subarray(vertex * 3, vertex * 3 + 3)];

  test('its longer side is 1, centred, and the image faces +Z', () => {
    const axis = (i: number) => positions.filter((_, k) => k % 3 === i);
    for (const i of [0, 1]) {
      expect(Math.max(...axis(i))).toBeCloseTo(0.5, 2);
      expect(Math.min(...axis(i))).toBeCloseTo(-0.5, 2);
    }
    for (let vertex = 0; vertex < count; vertex++)
      expect(positions[vertex * 3 + 2]).toBeGreaterThanOrEqual(0);
  });

  test('on the seam front and back have one place and one normal, which lies in the image plane', () => {
    let seam = 0;
    for (let vertex = 0; vertex < count; vertex++) {
      if (sheet.square[vertex] !== 0) continue;
      seam++;
      expect(at(positions, count + vertex)).toEqual(at(positions, vertex));
      expect(at(normals, count + vertex)).toEqual(at(normals, vertex));
      const [x, y, z] = at(normals, vertex);
      expect(Math.hypot(x!, y!)).toBeCloseTo(1, 5);
      expect(z).toBe(0);
    }
    expect(seam).toBeGreaterThan(100);
  });

  test('seam normals point away from the centre, within 6°', () => {
    for (let vertex = 0; vertex < count; vertex++) {
      if (sheet.square[vertex] !== 0) continue;
      const [px, py] = at(positions, vertex);
      const [nx, ny] = at(normals, vertex);
      expect((px! * nx! + py! * ny!) / Math.hypot(px!, py!)).toBeGreaterThan(Math.cos((6 * Math.PI) / 180));
    }
  });

  test('every normal has length 1; the front looks to +Z, the back to −Z', () => {
    for (let vertex = 0; vertex < 2 * count; vertex++) {
      const [x, y, z] = at(normals, vertex);
      expect(Math.hypot(x!, y!, z!)).toBeCloseTo(1, 5);
      if (vertex < count) expect(z).toBeGreaterThanOrEqual(0);
      else expect(z).toBeLessThanOrEqual(0);
    }
  });
});

test('texture coordinates follow the image: u to the right, v down', () => {
  const solid = solidOver(drawMask(100, 100, disc(50, 50, 40)));
  const none = { ...solid.squares, data: new Float32Array(solid.squares.data.length) };
  const front = { scale: 1 / 100, offsetU: 0, offsetV: 0 };
  const { positions, uvs } = mirrorSheet(solid.sheet, none, solid.grid, solid.subject, front, front);
  for (let vertex = 0; vertex < solid.sheet.x.length; vertex++) {
    expect(uvs[vertex * 2]).toBeCloseTo(0.5 + positions[vertex * 3]! * 0.8, 4);
    expect(uvs[vertex * 2 + 1]).toBeCloseTo(0.5 - positions[vertex * 3 + 1]! * 0.8, 4);
  }
});

describe('relief', () => {
  const solid = solidOver(drawMask(200, 200, disc(100, 100, 90)));
  const { grid, inside, field } = solid;
  const flat = () => Float32Array.from(inside, (value) => value * 20);
  const spot = Math.round(grid.height / 2) * grid.width + Math.round(grid.width / 2);
  const rough = () => {
    const heights = flat();
    heights[spot] = 24;
    return heights;
  };

  test('a light spot stands out, the more the stronger, and not at strength 0', () => {
    const lightness = { ...field, data: new Float32Array(field.data.length).fill(40) };
    for (const node of [spot, spot + 1, spot - 1, spot + grid.width, spot - grid.width])
      lightness.data[node] = 90;
    const raised = [0, 0.5, 1].map((strength) => {
      const heights = flat();
      emboss(heights, lightness, grid, strength);
      return heights[spot]!;
    });
    expect(raised[0]).toBe(20);
    expect(raised[1]).toBeGreaterThan(20.05);
    expect(raised[2]).toBeGreaterThan(raised[1]!);
  });

  test('a wider band smooths more, the default of 1 included; project gives it back', () => {
    const smoothed = (band: number, project: number) => {
      const heights = rough();
      smoothBand(heights, inside, grid, band, project);
      return heights[spot]!;
    };
    expect(smoothed(0, 0)).toBe(24);
    expect(smoothed(0.5, 0)).toBeLessThan(23.9);
    expect(smoothed(1, 0)).toBeLessThan(smoothed(0.5, 0) - 0.3);
    expect(smoothed(4, 0)).toBeLessThan(smoothed(1, 0) - 0.3);
    expect(smoothed(1, 0.5)).toBeGreaterThan(smoothed(1, 0) + 0.1);
    expect(smoothed(1, 1)).toBe(24);
  });

  test('the back is smoother than the front and meets it at the rim', () => {
    const squares = rough().map((height) => height * height);
    const difference = backDifference(squares, inside, grid);
    expect(squares[spot]! + difference[spot]!).toBeCloseTo(400, -1);
    const rim = inside.indexOf(1);
    expect(Math.abs(difference[rim]!)).toBe(0);
  });
});
