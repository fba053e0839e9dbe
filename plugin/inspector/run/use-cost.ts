import { useMemo } from 'react';
import type { CostEstimate } from '../../generation/endpoint-info.ts';
import type { Generator } from '../../generator/contract.ts';
import type { RunParameters } from '../../recipe/run-parameters.ts';
import { useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';

/** What the next run is expected to cost, and how long such runs take. */
export interface RunCost {
  /** "free" or "about $0.30", of all runs together; undefined for parameters that have no estimate. */
  readonly price?: string;
  /** "1.6–7.8 min"; undefined for the local engine. */
  readonly duration?: string;
}

/** The estimate; undefined for parameters that have none, since a value is out of range. */
export function estimateOf(
  generator: Pick<Generator, 'estimate'>,
  parameters: Partial<RunParameters>,
): CostEstimate | undefined {
  try {
    return generator.estimate(parameters);
  } catch {
    return undefined;
  }
}

export const dollarText = (usd: number): string => `$${usd.toFixed(2)}`;

/** The cost of the next run, or of several; with the pane's parameters, or with those given. */
export function useCost(controller: PaneController, runs = 1, given?: RunParameters): RunCost {
  const { generator } = controller;
  const { settings } = useSnapshot(controller);
  const parameters = given ?? settings.parameters;
  // The price depends on the endpoint, so estimate again when it changes.
  const { endpoint } = useSnapshot(generator);
  return useMemo(() => {
    if (endpoint.isLocal) return { price: 'free' };
    const estimate = estimateOf(generator, parameters);
    return estimate ? { ...estimate, price: `about ${dollarText(runs * estimate.usd)}` } : {};
  }, [generator, parameters, endpoint, runs]);
}
