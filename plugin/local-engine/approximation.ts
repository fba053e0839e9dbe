import type { LocalApproximation } from '../recipe/local-remarks.ts';
import { TRELLIS_2_PARAMETERS } from '../recipe/providers/trellis-2-parameters.ts';
import type { LocalReport } from './contract.ts';

const WIRE_NAMES = new Map<string, string>(TRELLIS_2_PARAMETERS.map((spec) => [spec.name, spec.wireName]));

/** The approximation part of a run's report, with the parameter names of the API. */
export function approximationOf({ engine, notApplied, warnings }: LocalReport): LocalApproximation {
  return { engine, not_applied: notApplied.map((name) => WIRE_NAMES.get(name) ?? name), warnings };
}
