import type { GeneratedAssetSnapshot } from '../../asset/contract.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import { isLive, type RunSnapshot } from '../../generation/run-snapshot.ts';
import { imageForRun, type PaneState } from '../pane/pane-state.ts';

/** Whether the asset cannot simply run again: a run is in progress, or may have been charged. */
export function isBusy(run: RunSnapshot | undefined): boolean {
  return isLive(run) || run?.phase === 'unconfirmed';
}

/** What the run bar offers. */
export interface RunChoice {
  readonly primary: 'generate' | 'run-again';
  readonly label: string;
  /** Why the primary button is disabled; undefined if it is enabled. */
  readonly blockedBy?: string;
  /** New assets can be generated from the image, also while the current one is. */
  readonly canGenerateNew: boolean;
}

/**
 * A new image → Generate; a chosen or just generated asset → Run again, as a new version of it.
 * @param refusal - message of the first refused parameter
 */
export function chooseRun(
  state: Pick<PaneState, 'image' | 'readingName'>,
  asset: GeneratedAssetSnapshot | undefined,
  refusal: string | undefined,
): RunChoice {
  const image = imageForRun(state, asset);
  const missing =
    state.readingName !== undefined
      ? 'The image is being read.'
      : image
        ? undefined
        : asset && asset.versions.length > 0
          ? 'Drop its image to run it again.'
          : 'Choose an image first.';
  if (!asset || asset.isDisposed) {
    const blockedBy = missing ?? refusal;
    return {
      primary: 'generate',
      label: 'Generate',
      canGenerateNew: blockedBy === undefined,
      ...omitUndefined({ blockedBy }),
    };
  }
  const blockedBy =
    missing ??
    refusal ??
    (isLive(asset.run)
      ? 'This asset is being generated.'
      : asset.run?.phase === 'unconfirmed'
        ? 'The last run may have been charged: confirm first.'
        : undefined);
  return {
    primary: 'run-again',
    label: 'Run again',
    canGenerateNew: missing === undefined && refusal === undefined,
    ...omitUndefined({ blockedBy }),
  };
}
