import type { LocalApproximation } from '../recipe/local-remarks.ts';
import type { ImageTo3DProvider } from '../recipe/provider.ts';
import type { LocalReport } from './contract.ts';

/** The limits of a run, from its report, with the service's parameter names. */
export function approximationOf(
  { engine, warnings }: LocalReport,
  { parameters }: ImageTo3DProvider,
): LocalApproximation {
  const notApplied = parameters.filter(({ local }) => local === undefined);
  return { engine, not_applied: notApplied.map(({ wireName }) => wireName), warnings };
}
