import type { ParameterIssue } from '../provider.ts';
import type { Trellis2ParameterName, Trellis2Parameters } from './trellis-2-parameters.ts';

type Guard = (p: Trellis2Parameters) => Omit<ParameterIssue, 'parameter'> | undefined;

const refusal = (message: string) => ({ severity: 'refusal' as const, message });
const warning = (message: string) => ({ severity: 'warning' as const, message });

const STAGES = [
  { stage: 'ss', label: 'Structure' },
  { stage: 'shapeSlat', label: 'Shape' },
  { stage: 'texSlat', label: 'Texture' },
] as const;

const samplerGuards = STAGES.flatMap(({ stage, label }): [Trellis2ParameterName, Guard][] => [
  [
    `${stage}GuidanceStrength`,
    (p) =>
      p[`${stage}GuidanceStrength`] === 0
        ? refusal(`${label} guidance strength 0 would ignore the image. Use 0.1 or more.`)
        : undefined,
  ],
  [
    `${stage}GuidanceRescale`,
    (p) =>
      p[`${stage}GuidanceStrength`] === 1 && p[`${stage}GuidanceRescale`] > 0
        ? warning(`${label} guidance rescale has no effect at guidance strength 1.`)
        : undefined,
  ],
]);

// Each row states a measured or published behaviour of the reference code of TRELLIS.2.
const GUARDS: readonly [Trellis2ParameterName, Guard][] = [
  ...samplerGuards,
  [
    'remeshBand',
    (p) => {
      if (!p.remesh || p.remeshBand >= 0.5) return undefined;
      return p.remeshBand === 0
        ? refusal('Remesh band 0 with remesh on gives an empty mesh. Use 0.5 or more, or switch remesh off.')
        : warning('A remesh band below 0.5 voxels may leave holes. 0.5 to 1.5 is safe.');
    },
  ],
  [
    'remeshProject',
    (p) =>
      p.remesh && p.remeshProject === 1
        ? warning('Remesh project 1 puts both shells at the same place, which flickers. Use less.')
        : undefined,
  ],
  [
    'remesh',
    (p) =>
      p.remesh
        ? undefined
        : warning('Without remesh the surface may have holes and flipped faces; it is shown double-sided.'),
  ],
  [
    'resolution',
    (p) =>
      p.resolution === 1536
        ? warning('1536 may silently fall back to a lower grid on complex objects.')
        : undefined,
  ],
  [
    'decimationTarget',
    (p) =>
      p.remesh && p.decimationTarget < 20000
        ? warning(
            'About half of the faces may be an invisible inner shell, so little detail is left at this target.',
          )
        : undefined,
  ],
];

/** Remarks on these parameters, refusals first. */
export function checkTrellis2(parameters: Trellis2Parameters): readonly ParameterIssue[] {
  const issues = GUARDS.flatMap(([parameter, guard]) => {
    const issue = guard(parameters);
    return issue ? [{ parameter, ...issue }] : [];
  });
  return issues.sort((a, b) => Number(b.severity === 'refusal') - Number(a.severity === 'refusal'));
}
