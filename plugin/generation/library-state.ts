import type { ImageTo3DError } from '../core/errors.ts';
import type { Library } from '../storage/contract.ts';

/** The library as it was opened, or why there is none. Both are absent where the host keeps nothing. */
export interface LibraryState {
  readonly library?: Library;
  readonly error?: ImageTo3DError;
}
