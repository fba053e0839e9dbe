import { describe, expect, it } from 'vitest';
import { runText, spotInRows } from '../../../playground/runtime-text.ts';
import type { RunSnapshot } from '../../../plugin/generation/run-snapshot.ts';

const run = (fields: Partial<RunSnapshot>) => runText(fields as RunSnapshot);

describe('runText', () => {
  it('gives a share only where one is measured', () => {
    expect(run({ phase: 'running', fraction: 0.424 })).toBe('generating 42 %');
    expect(run({ phase: 'running' })).toBe('generating');
  });

  it('tells the place in the queue', () => {
    expect(run({ phase: 'queued', queuePosition: 3 })).toBe('waiting in the queue (3 ahead)');
    expect(run({ phase: 'running', queuePosition: 3 })).toBe('generating');
  });
});

describe('spotInRows', () => {
  const spots = Array.from({ length: 16 }, (_, number) => spotInRows(number));

  it('starts in the middle and stays on the ground', () => {
    expect(spots[0]).toEqual([0, 0, 0]);
    expect(spots.every(([, y]) => y === 0)).toBe(true);
  });

  it('keeps assets of a metre apart', () => {
    for (const [index, [x, , z]] of spots.entries())
      for (const [otherX, , otherZ] of spots.slice(index + 1))
        expect(Math.hypot(x - otherX, z - otherZ)).toBeGreaterThan(1);
  });
});
