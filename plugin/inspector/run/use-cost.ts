import { useMemo } from 'react';
import { useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';

/** What the next run is expected to cost, and how long such runs take. */
export interface RunCost {
  /** "free" or "about $0.30"; undefined for parameters that have no estimate. */
  readonly price?: string;
  /** "1.6–7.8 min"; undefined for the local engine. */
  readonly duration?: string;
}

export function useCost(controller: PaneController): RunCost {
  const { generator } = controller;
  const { parameters } = useSnapshot(controller).settings;
  // The price depends on the endpoint, so estimate again when it changes.
  const { endpoint } = useSnapshot(generator);
  return useMemo(() => {
    if (endpoint.isLocal) return { price: 'free' };
    try {
      const { usd, ...estimate } = generator.estimate(parameters);
      return { ...estimate, price: `about $${usd.toFixed(2)}` };
    } catch {
      return {};
    }
  }, [generator, parameters, endpoint]);
}
