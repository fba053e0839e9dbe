import { expect, test } from 'vitest';
import { labelComponents } from '../../../../plugin/local-engine/ops/components.ts';

const mask = (...rows: string[]) => ({
  data: Uint8Array.from(rows.join(''), (c) => (c === '#' ? 1 : 0)),
  width: rows[0]!.length,
  height: rows.length,
});

test('diagonal neighbours join with 8-connectivity only', () => {
  const { data, width, height } = mask('#..', '.#.', '..#');
  expect(labelComponents(data, width, height, 1, 4).areas).toEqual([1, 1, 1]);
  expect(labelComponents(data, width, height, 1, 8).areas).toEqual([3]);
});

test('rows do not wrap', () => {
  const { data, width, height } = mask('..#', '#..', '..#');
  expect(labelComponents(data, width, height, 1, 8).areas).toEqual([1, 1, 1]);
});

test('holes are told from the outside by the frame', () => {
  const { data, width, height } = mask('.....', '.###.', '.#.#.', '.###.', '.....');
  const outside = labelComponents(data, width, height, 0, 4);
  expect(outside.areas).toEqual([16, 1]);
  expect(outside.touchesFrame).toEqual([true, false]);
  expect([...outside.labels.slice(5, 10)]).toEqual([0, -1, -1, -1, 0]);
});
