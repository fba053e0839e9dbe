import { labelComponents } from '../ops/components.ts';

/** Removes parts smaller than 5 % of the largest and fills holes smaller than 0.4 % of the image, in place. */
export function cleanUp(foreground: Uint8Array, width: number, height: number): void {
  const parts = labelComponents(foreground, width, height, 1, 8);
  const smallestPart = 0.05 * parts.areas.reduce((largest, area) => Math.max(largest, area), 0);
  const holes = labelComponents(foreground, width, height, 0, 4);
  const largestHole = 0.004 * width * height;
  for (let i = 0; i < foreground.length; i++) {
    const part = parts.labels[i]!;
    const hole = holes.labels[i]!;
    if (part >= 0 && parts.areas[part]! < smallestPart) foreground[i] = 0;
    else if (hole >= 0 && !holes.touchesFrame[hole] && holes.areas[hole]! < largestHole) foreground[i] = 1;
  }
}
