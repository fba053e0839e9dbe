import { ImageTo3DError } from '../core/errors.ts';
import { type AssetVersion, type Comparison, type GeneratedAssetSnapshot, shownVersion } from './contract.ts';
import { contentKey } from './shown-content.ts';

/** The other side of a comparison: a version as shown or, without its fit, its master. */
export interface Compared {
  readonly version: AssetVersion;
  /** Equal for comparisons with the same content. */
  readonly what: string;
}

/** Finds the compared version. Throws `validation` when there is none, or when it is already shown. */
export function comparedVersion(
  snapshot: GeneratedAssetSnapshot,
  name: string,
  { with: which }: Comparison,
): Compared {
  const { versions } = snapshot;
  const shown = shownVersion(snapshot);
  if (!shown)
    throw new ImageTo3DError('validation', `"${name}" has no version yet: there is nothing to compare.`);
  const isMaster = which === 'master';
  const version = isMaster ? shown : versions.find(({ id }) => id === which);
  if (!version) throw new ImageTo3DError('validation', `"${name}" has no version ${which}.`);
  if (version === shown && !(isMaster && shown.fit))
    throw new ImageTo3DError(
      'validation',
      `"${name}" already shows this version: compare it with another one.`,
    );
  const { fit, ...unfitted } = version;
  const isFitted = fit !== undefined && !isMaster;
  return { version: isFitted ? version : unfitted, what: contentKey(version.id, isFitted ? fit : undefined) };
}
