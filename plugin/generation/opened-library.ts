import type { ImageTo3DError } from '../core/errors.ts';
import type { Library } from '../storage/contract.ts';

/** The open library, or why there is none. Both are absent when the platform stores nothing. */
export interface OpenedLibrary {
  readonly library?: Library;
  readonly error?: ImageTo3DError;
}
