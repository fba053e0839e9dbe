import { trellis2 } from '../recipe/providers/trellis-2.ts';
import { TRELLIS_2_DEFAULTS } from '../recipe/providers/trellis-2-schema.ts';

/** US dollars of one billable unit. How fal maps a resolution to units is not published; this one is modelled. */
export const UNIT_PRICE_USD = 0.05;

/** Units and dollars that fal would ask for a successful run, from the provider's price estimate. */
export function unitsOf(resolution: 512 | 1024 | 1536): { billableUnits: number; usd: number } {
  const { usd } = trellis2.estimate({ ...TRELLIS_2_DEFAULTS, seed: 0, resolution });
  return { billableUnits: Math.round(usd / UNIT_PRICE_USD), usd };
}
