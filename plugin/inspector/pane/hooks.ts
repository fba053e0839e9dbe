import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { GeneratedAsset, GeneratedAssetSnapshot } from '../../asset/contract.ts';
import type { Subscribable } from '../../core/subscribable.ts';
import type { Generator } from '../../generator/contract.ts';
import type { ParameterIssue } from '../../recipe/provider.ts';
import { checkParameters } from '../run/check-parameters.ts';
import type { PaneController } from './pane-controller.ts';
import type { PaneState } from './pane-state.ts';
import type { ModelParameters } from './settings.ts';

/** The current snapshot of a subscribable. */
export function useSnapshot<Snapshot>(source: Subscribable<Snapshot>): Snapshot {
  const subscribe = useCallback((listener: () => void) => source.subscribe(listener), [source]);
  return useSyncExternalStore(subscribe, () => source.getSnapshot());
}

/** Calls the listener at every change of any source. Returns a function that ends it. */
export function subscribeToAll(sources: readonly Subscribable<unknown>[], listener: () => void): () => void {
  const stops = sources.map((source) => source.subscribe(listener));
  return () => {
    for (const stop of stops) stop();
  };
}

const NOTHING: Subscribable<undefined> = { subscribe: () => () => undefined, getSnapshot: () => undefined };

/** The pane's state, its current asset and that asset's snapshot. */
export function useCurrent(controller: PaneController): {
  state: PaneState;
  asset: GeneratedAsset | undefined;
  snapshot: GeneratedAssetSnapshot | undefined;
} {
  const state = useSnapshot(controller);
  useSnapshot(controller.generator);
  const asset = controller.asset();
  const snapshot = useSnapshot<GeneratedAssetSnapshot | undefined>(asset ?? NOTHING);
  return { state, asset, snapshot };
}

/** Issues of the parameters of the next run. */
export function useParameterIssues(
  generator: Generator,
  parameters: ModelParameters,
): readonly ParameterIssue[] {
  return useMemo(() => checkParameters(generator, parameters), [generator, parameters]);
}

/** The time, updated every second while `ticks`. Milliseconds since the epoch. */
export function useNow(ticks: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!ticks) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [ticks]);
  return now;
}
