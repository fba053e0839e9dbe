import type { GeneratedAssetSnapshot } from '../../asset/contract.ts';
import { isLive, type RunSnapshot } from '../../generation/run-snapshot.ts';
import { imageForRun, type PaneState } from '../pane/pane-state.ts';

/** Whether the asset must not be run again just so: a run is under way, or may have been charged. */
export function isBusy(run: RunSnapshot | undefined): boolean {
  return isLive(run) || run?.phase === 'unconfirmed';
}

/** What the run bar offers. */
export interface RunChoice {
  readonly primary: 'generate' | 'run-again';
  readonly label: string;
  /** Why the primary button is disabled; undefined while it may be pressed. */
  readonly blockedBy?: string;
  /** The same picture may also become an asset of its own. */
  readonly canGenerateNew: boolean;
}

/**
 * A new picture → Generate; an asset that is chosen, or was just made from the picture → Run again, in its place.
 * @param refusal - the sentence of the first parameter that is refused
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
      canGenerateNew: false,
      ...(blockedBy ? { blockedBy } : {}),
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
    ...(blockedBy ? { blockedBy } : {}),
  };
}
