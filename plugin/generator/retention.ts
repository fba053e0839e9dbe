import type { GeneratedAsset } from '../asset/contract.ts';
import type { Library } from '../storage/contract.ts';

/** Keeps the masters of listed assets from being evicted. */
export interface Retention {
  start(library: Library): void;
  keep(assets: Iterable<GeneratedAsset>): void;
  end(): void;
}

export function createRetention(): Retention {
  const releases = new Map<string, () => void>();
  const follow = new Map<GeneratedAsset, () => void>();
  let library: Library | undefined;

  const settle = () => {
    if (!library) return;
    const wanted = new Set(
      [...follow.keys()].flatMap(({ versions }) => versions.flatMap(({ libraryHash }) => libraryHash ?? [])),
    );
    for (const [hash, release] of releases) {
      if (wanted.has(hash)) continue;
      release();
      releases.delete(hash);
    }
    for (const hash of wanted) if (!releases.has(hash)) releases.set(hash, library.masters.retain(hash));
  };

  return {
    start(opened) {
      library = opened;
      settle();
    },
    keep(assets) {
      const listed = new Set(assets);
      for (const [asset, unsubscribe] of follow) {
        if (listed.has(asset)) continue;
        unsubscribe();
        follow.delete(asset);
      }
      for (const asset of listed) if (!follow.has(asset)) follow.set(asset, asset.subscribe(settle));
      settle();
    },
    end() {
      for (const unsubscribe of follow.values()) unsubscribe();
      for (const release of releases.values()) release();
      follow.clear();
      releases.clear();
    },
  };
}
