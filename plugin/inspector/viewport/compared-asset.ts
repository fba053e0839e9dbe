import { useCallback, useSyncExternalStore } from 'react';
import type { GeneratedAsset } from '../../asset/contract.ts';
import { subscribeToAll, useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';

/** The asset that is compared in the view: the current one, if it is among several. */
export function comparedAsset(controller: PaneController): GeneratedAsset | undefined {
  const { assets } = controller.generator.getSnapshot();
  const compared = assets.filter((asset) => asset.getSnapshot().comparison);
  const current = controller.asset();
  return compared.find((asset) => asset === current) ?? compared[0];
}

/** Ends the comparison in the view. Returns whether there was one. */
export function endComparison(controller: PaneController): boolean {
  const asset = comparedAsset(controller);
  void asset?.compareAsync(undefined);
  return asset !== undefined;
}

export function useComparedAsset(controller: PaneController): GeneratedAsset | undefined {
  const { assets } = useSnapshot(controller.generator);
  useSnapshot(controller);
  const subscribe = useCallback((listener: () => void) => subscribeToAll(assets, listener), [assets]);
  return useSyncExternalStore(subscribe, () => comparedAsset(controller));
}
