import type { FitRequest } from '../../budget/fit-request.ts';
import { BUDGET_PRESETS, findBudgetPreset } from '../../budget/presets.ts';
import { ImageTo3DError } from '../../core/errors.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';

export const PRESET_IDS = BUDGET_PRESETS.map(({ id }) => id).join(', ');

function numberOf(name: string, text: string | undefined, min: number): number | undefined {
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < min)
    throw new ImageTo3DError(
      'validation',
      `${name} must be a whole number of at least ${min}, not "${text}".`,
    );
  return value;
}

/** The fit that a bridge command asks for; throws `validation`. */
export function fitRequestOf(args: Readonly<Record<string, string>>): FitRequest {
  const triangles = numberOf('triangles', args.triangles, 4);
  const textureSize = numberOf('textureSize', args.textureSize, 4);
  const preset = args.preset ? findBudgetPreset(args.preset) : undefined;
  if (args.preset && !preset)
    throw new ImageTo3DError('validation', `There is no preset "${args.preset}". Use one of ${PRESET_IDS}.`);
  if (!preset && triangles === undefined && textureSize === undefined)
    throw new ImageTo3DError('validation', 'Set preset, triangles or textureSize.');
  const enforceBudget = args.enforceBudget === 'true' || (preset?.enforceBudget ?? false);
  const wishes = {
    ...omitUndefined({ triangles, textureSize }),
  };
  if (!preset && !enforceBudget) return { plan: wishes };
  // Numbers given with a preset are limits, too.
  return { budget: preset?.budget ?? {}, enforceBudget, plan: wishes };
}
