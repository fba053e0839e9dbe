import type { ImageTo3DProvider } from './provider.ts';

/** The local engine's report on a run, in the form in which a fal-compatible service adds it to its answer. */
export interface LocalApproximation {
  readonly engine: string;
  /** Wire names of parameters that were checked but have no effect. */
  readonly not_applied: readonly string[];
  readonly warnings: readonly string[];
}

const WARNINGS: Readonly<Record<string, string>> = {
  'full-frame':
    'No subject was found against the background, so the whole image became a flat plate. An image with a transparent background works best.',
  'alpha-normalised': 'The whole image is translucent; its alpha was increased.',
  'subject-touches-frame': 'The subject touches the edge of the image and is cut off there.',
  'busy-background':
    'The background has much detail; the subject may be cut out wrongly. A transparent background works best.',
  'subject-thinner-than-grid': 'The subject is thinner than the working grid; parts may be missing.',
  'fewer-vertices-than-target': 'The image gives fewer vertices than the target size.',
};

/** Labels a result of the local engine, so that it is not taken for one of the model. */
export const localNotice = (label: string): string => `Local approximation, not ${label}`;

const NO_EFFECT = 'No effect on the local engine: ';

/** Whether a remark is the list of parameters without effect, which is the same after every run. */
export const isAboutParameters = (remark: string): boolean => remark.startsWith(NO_EFFECT);

/** Remarks on a result of the local engine, to show to the user. */
export function localRemarks(
  { not_applied, warnings }: LocalApproximation,
  { label, parameters }: Pick<ImageTo3DProvider, 'label' | 'parameters'>,
): readonly string[] {
  const names = parameters.map(({ wireName }) => wireName).filter((name) => not_applied.includes(name));
  return [
    `${localNotice(label)}: depth and back are guessed.`,
    ...warnings.flatMap((code) => WARNINGS[code] ?? []),
    ...(names.length > 0 ? [`${NO_EFFECT}${names.join(', ')}.`] : []),
  ];
}
