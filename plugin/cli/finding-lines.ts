import { findingText, findingWords } from '../budget/finding-text.ts';
import type { FitPlan } from '../budget/fit-plan.ts';
import type { LintFinding } from '../budget/master-facts.ts';
import { DEFAULT_REPAIRS } from '../budget/repairs.ts';

/** What was found in the master, a line each: repaired by this fit, or the option that fixes it. */
export function findingLines(
  findings: readonly LintFinding[],
  { repairs, output }: Pick<FitPlan, 'repairs' | 'output'>,
): string[] {
  const kept = DEFAULT_REPAIRS.every((id) => repairs.includes(id)) ? ['default'] : [];
  const others = repairs.filter((id) => kept.length === 0 || !DEFAULT_REPAIRS.includes(id));
  return findings.map((finding) => {
    const { kind } = finding;
    const text = `${findingWords(kind).label}: ${findingText(finding)}`;
    if (kind === 'webp-required')
      return output.textures === 'webp'
        ? `Found: ${text}. To fix it: --texture-format png`
        : `Repaired: ${text}.`;
    if (repairs.includes(kind)) return `Repaired: ${text}.`;
    return `Found: ${text}. To fix it: --repair ${[...kept, ...others, kind].join()}`;
  });
}
