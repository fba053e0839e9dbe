import { Observable } from '@babylonjs/core/Misc/observable.js';
import type { Subscribable } from '../core/subscribable.ts';
import type { RunSnapshot } from '../generation/run-snapshot.ts';
import {
  type AssetVersion,
  type GeneratedAsset,
  type GeneratedAssetSnapshot,
  shownVersion,
} from './contract.ts';

export type AssetObservables = Pick<
  GeneratedAsset,
  'onRunChangedObservable' | 'onVersionShownObservable' | 'onDisposeObservable'
>;

/** The changes of an asset's store as Babylon Observables. Each one follows the store from its first observer on. */
export function createObservables(
  { subscribe, getSnapshot }: Subscribable<GeneratedAssetSnapshot>,
  getAsset: () => GeneratedAsset,
): AssetObservables {
  const follow = <T extends object>(pick: (snapshot: GeneratedAssetSnapshot) => T | undefined) => {
    let isFollowing = false;
    const observable = new Observable<T>(() => {
      if (isFollowing) return;
      isFollowing = true;
      let before = pick(getSnapshot());
      const stop = subscribe(() => {
        const snapshot = getSnapshot();
        const now = pick(snapshot);
        const isNew = now !== undefined && now !== before;
        before = now;
        if (isNew) observable.notifyObservers(now);
        if (!snapshot.isDisposed) return;
        stop();
        observable.clear();
      });
    });
    return observable;
  };
  return {
    onRunChangedObservable: follow<RunSnapshot>(({ run }) => run),
    onVersionShownObservable: follow<AssetVersion>((snapshot) =>
      snapshot.isInScene ? shownVersion(snapshot) : undefined,
    ),
    onDisposeObservable: follow<GeneratedAsset>(({ isDisposed }) => (isDisposed ? getAsset() : undefined)),
  };
}
