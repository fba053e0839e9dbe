import type { ImageTo3DProvider } from '../recipe/provider.ts';
import type { RunParameters } from '../recipe/run-parameters.ts';

/** US dollars of one billable unit. How fal maps parameters to units is not published; this one is modelled. */
export const UNIT_PRICE_USD = 0.05;

/** Units and dollars that fal would ask for a successful run, from the provider's price estimate. */
export function unitsOf(
  provider: ImageTo3DProvider,
  parameters: RunParameters,
): { billableUnits: number; usd: number } {
  const { usd } = provider.estimate(parameters);
  return { billableUnits: Math.round(usd / UNIT_PRICE_USD), usd };
}
