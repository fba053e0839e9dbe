import { TRELLIS_2_PARAMETERS } from './providers/trellis-2-parameters.ts';

/** What a local engine reports of a run, in the form in which a fal-compatible service may add it to its answer. */
export interface LocalApproximation {
  readonly engine: string;
  /** Wire names of parameters that were checked but have no effect. */
  readonly not_applied: readonly string[];
  readonly warnings: readonly string[];
}

const WARNINGS: Readonly<Record<string, string>> = {
  'full-frame':
    'No subject stood out from the background, so the whole picture became a slab. A picture with a transparent background works best.',
  'alpha-normalised': 'The picture is translucent all over; its alpha was stretched.',
  'subject-touches-frame': 'The subject touches the edge of the picture and is cut off there.',
  'busy-background':
    'The background is busy; the subject may be cut out wrongly. A transparent background works best.',
  'subject-thinner-than-grid': 'The subject is thinner than the working grid; parts may be missing.',
  'fewer-vertices-than-target': 'The picture gives fewer vertices than the target size.',
};

const NO_EFFECT = 'No effect on the local engine: ';

/** Whether a remark is the list of parameters without effect: known beforehand, and the same after every run. */
export const isAboutParameters = (remark: string): boolean => remark.startsWith(NO_EFFECT);

/** Sentences for a person about a result of the local engine. */
export function localRemarks({ not_applied, warnings }: LocalApproximation): readonly string[] {
  const labels = TRELLIS_2_PARAMETERS.filter((spec) => not_applied.includes(spec.wireName)).map(
    (spec) => spec.wireName,
  );
  return [
    'Local approximation, not Trellis-2: depth and back are guessed.',
    ...warnings.flatMap((code) => WARNINGS[code] ?? []),
    ...(labels.length > 0 ? [`${NO_EFFECT}${labels.join(', ')}.`] : []),
  ];
}
