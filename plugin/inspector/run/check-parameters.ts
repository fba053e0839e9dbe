import { asImageTo3DError } from '../../core/errors.ts';
import type { Generator } from '../../generator/contract.ts';
import type { ParameterIssue } from '../../recipe/provider.ts';
import type { RunParameters } from '../../recipe/run-parameters.ts';

/** Issues of the parameters. A value out of range is a refusal, not an exception. */
export function checkParameters(
  generator: Pick<Generator, 'check'>,
  parameters: Partial<RunParameters>,
): readonly ParameterIssue[] {
  try {
    return generator.check(parameters);
  } catch (thrown) {
    const error = asImageTo3DError(thrown);
    const fields = error.fields.length > 0 ? error.fields : [{ field: '', message: error.message }];
    return fields.map(({ field, message }) => ({
      severity: 'refusal',
      parameter: field,
      message: field ? `${field}: ${message}.` : message,
    }));
  }
}

/** Message of the first issue that blocks a run; undefined if there is none. */
export function refusalIn(issues: readonly ParameterIssue[]): string | undefined {
  return issues.find(({ severity }) => severity === 'refusal')?.message;
}
