import { ImageTo3DError } from '../core/errors.ts';
import type { GeneratedAssetSnapshot } from './contract.ts';

/** Throws `aborted` for a disposed asset, `validation` for a removed one. */
export function refuseGone({ isDisposed, isRemoved, name }: GeneratedAssetSnapshot): void {
  if (isDisposed) throw new ImageTo3DError('aborted', `"${name}" was disposed.`);
  if (isRemoved) throw new ImageTo3DError('validation', `"${name}" was removed: undo that first.`);
}
