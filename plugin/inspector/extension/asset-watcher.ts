import type { GeneratedAsset, GeneratedAssetSnapshot } from '../../asset/contract.ts';
import type { ImageTo3DError } from '../../core/errors.ts';
import { isLive } from '../../generation/run-snapshot.ts';
import type { Generator } from '../../generator/contract.ts';

export interface AssetEvents {
  /** A run has ended, with or without a result. */
  runEnded(asset: GeneratedAsset, snapshot: GeneratedAssetSnapshot): void;
  /** Another version is shown in the scene. */
  shownChanged(asset: GeneratedAsset): void;
  /** A fit or a preview failed. */
  fitFailed(asset: GeneratedAsset, error: ImageTo3DError): void;
}

function endOf({ run }: GeneratedAssetSnapshot): string | undefined {
  return run && !isLive(run) ? `${run.startedAtMs} ${run.phase}` : undefined;
}

/** Reports events of all assets of the generator, also of later ones. Returns a function that stops it. */
export function watchAssets(generator: Generator, events: AssetEvents): () => void {
  const stops = new Map<GeneratedAsset, () => void>();

  function watch(asset: GeneratedAsset, isNew: boolean): () => void {
    const first = asset.getSnapshot();
    let end = isNew ? undefined : endOf(first);
    let shown = isNew ? undefined : first.shownVersionId;
    let { error } = first.fitting;
    const look = () => {
      const snapshot = asset.getSnapshot();
      const nextEnd = endOf(snapshot);
      const hasEnded = nextEnd !== undefined && nextEnd !== end;
      const hasChanged = snapshot.shownVersionId !== shown;
      end = nextEnd;
      shown = snapshot.shownVersionId;
      const failure = snapshot.fitting.error;
      const hasFailed = failure !== error;
      error = failure;
      if (hasFailed && failure) events.fitFailed(asset, failure);
      if (hasChanged) events.shownChanged(asset);
      if (hasEnded) events.runEnded(asset, snapshot);
    };
    const stop = asset.subscribe(look);
    if (isNew) look();
    return stop;
  }

  function update(isNew: boolean): void {
    const { assets } = generator.getSnapshot();
    for (const asset of assets) if (!stops.has(asset)) stops.set(asset, watch(asset, isNew));
    for (const [asset, stop] of stops) {
      if (assets.includes(asset)) continue;
      stop();
      stops.delete(asset);
    }
  }

  update(false);
  const stopGenerator = generator.subscribe(() => update(true));
  return () => {
    stopGenerator();
    for (const stop of stops.values()) stop();
    stops.clear();
  };
}
