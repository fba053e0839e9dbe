import { ImageTo3DError } from '../core/errors.ts';

/** The browser's refusal for want of room: a `DOMException` in some, an error class of its own in others. */
export function isOutOfRoom(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'QuotaExceededError';
}

/** Anything that a store threw, as `storage`; errors of ours stay what they are. */
export function storageError(thrown: unknown, doing: string): ImageTo3DError {
  if (thrown instanceof ImageTo3DError) return thrown;
  const said = thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
  return isOutOfRoom(thrown)
    ? new ImageTo3DError('storage', `The browser has no more room for this site (${doing}).`, {
        cause: thrown,
      })
    : new ImageTo3DError('storage', `The browser's storage failed (${doing}): ${said}`, { cause: thrown });
}
