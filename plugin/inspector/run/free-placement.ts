import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type { GenerateOptions } from '../../asset/contract.ts';
import type { Generator } from '../../generator/contract.ts';
import { freeSpot } from './free-spot.ts';

/** Size of a new asset, and a place beside those that stand in the scene already. */
export function freePlacement(
  generator: Generator,
  size: number,
): Pick<GenerateOptions, 'position' | 'size'> {
  const standing = generator.getSnapshot().assets.filter((asset) => asset.getSnapshot().isInScene);
  if (standing.length === 0) return { size };
  const { x, z } = freeSpot(
    standing.map((asset) => asset.root.getAbsolutePosition()),
    size,
  );
  return { size, position: new Vector3(x, 0, z) };
}
