import type { SurfaceState } from '../surface-state.ts';
import { usedBox } from './outline.ts';

/** Longest side of what is placed in a scene, metres: from a ring to a building. */
const SMALLEST = 0.01;
const LARGEST = 100;

/** The longest side in metres, where that is far from what an asset needs. */
export function findSizeOff(state: SurfaceState): number | undefined {
  const longest = Math.max(...usedBox(state).size);
  return longest > 0 && (longest < SMALLEST || longest > LARGEST) ? longest : undefined;
}
