import type { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import type { GenerateOptions } from '../../asset/contract.ts';

/** Where a new asset stands: at a point that the user chose and sees, or at the next free place, which the camera shows. */
export const placeAt = (position: Vector3 | undefined): Pick<GenerateOptions, 'position' | 'frameCamera'> =>
  position ? { position } : { frameCamera: true };
