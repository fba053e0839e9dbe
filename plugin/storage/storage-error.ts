import { ImageTo3DError } from '../core/errors.ts';

/** A full disk: a `DOMException` in some browsers, an error class of its own in others. */
export function isOutOfRoom(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'QuotaExceededError';
}

/** Converts what a store threw to `storage`; our own errors are returned unchanged. */
export function storageError(thrown: unknown, doing: string): ImageTo3DError {
  if (thrown instanceof ImageTo3DError) return thrown;
  const said = thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
  return isOutOfRoom(thrown)
    ? new ImageTo3DError('storage', `The browser has no space left for this site (${doing}).`, {
        cause: thrown,
      })
    : new ImageTo3DError('storage', `The browser's storage failed (${doing}): ${said}`, { cause: thrown });
}
