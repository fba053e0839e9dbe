import { describe, expect, it } from 'vitest';
import { growMask, type Mask, maskOf, turnMask } from '../../../../plugin/fit/unwrap/mask.ts';
import { createOccupancy } from '../../../../plugin/fit/unwrap/occupancy.ts';
import { randomNumbers } from '../../../fixtures/random-numbers.ts';

const cellsOf = (mask: Mask): Set<string> => {
  const cells = new Set<string>();
  for (let i = 0; i < mask.runs.length; i += 3)
    for (let x = mask.runs[i + 1]!; x <= mask.runs[i + 2]!; x++) cells.add(`${x} ${mask.runs[i]}`);
  return cells;
};

const triangle = (...points: number[]) => maskOf(Float64Array.from(points), Uint32Array.of(0, 1, 2), 1);

describe('a mask', () => {
  it('has every cell that a triangle touches', () => {
    const thin = triangle(0.5, 0.5, 3.5, 1.2, 0.6, 0.5);
    expect([thin.width, thin.height]).toEqual([4, 2]);
    expect(cellsOf(thin)).toEqual(new Set(['0 0', '1 0', '2 0', '2 1', '3 1']));
  });

  it('grows to all sides and turns by quarters', () => {
    const corner = triangle(0.1, 0.1, 2.9, 0.1, 0.1, 0.9);
    expect(cellsOf(corner)).toEqual(new Set(['0 0', '1 0', '2 0']));
    expect(cellsOf(growMask(corner, 1)).size).toBe(15);
    expect(cellsOf(turnMask(corner))).toEqual(new Set(['0 0', '0 1', '0 2']));
    const slope = triangle(0, 0, 5.5, 0, 0, 3.5);
    const around = turnMask(turnMask(turnMask(turnMask(slope))));
    expect(cellsOf(around)).toEqual(cellsOf(slope));
  });
});

describe('the grid', () => {
  it.each([40, 64, 97])(
    'finds the lowest and then leftmost room that trying every place finds, %d columns',
    (columns) => {
      const random = randomNumbers(columns);
      const rows = 60;
      const grid = createOccupancy(columns, rows);
      const taken = new Set<string>();
      let placed = 0;
      for (let round = 0; round < 120; round++) {
        const wide = 1 + random() * (round % 9 === 0 ? columns - 1 : 11);
        const mask = triangle(random() * wide, 0, wide, random() * 9, 0, random() * 12);
        const cells = [...cellsOf(mask)].map((cell) => cell.split(' ').map(Number) as [number, number]);
        let expected = -1;
        search: for (let y = 0; y + mask.height <= rows; y++)
          for (let x = 0; x + mask.width <= columns; x++)
            if (cells.every(([cx, cy]) => !taken.has(`${x + cx} ${y + cy}`))) {
              expected = y * columns + x;
              break search;
            }
        const found = grid.findRoom(mask, 0, Infinity);
        expect(found).toBe(expected);
        if (found < 0) continue;
        placed++;
        const [x, y] = [found % columns, Math.floor(found / columns)];
        grid.take(mask, x, y);
        for (const [cx, cy] of cells) taken.add(`${x + cx} ${y + cy}`);
      }
      expect(placed).toBeGreaterThan(20);
    },
  );
});
