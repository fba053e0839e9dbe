import { Body1 } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { useLineStyles } from '../../shared/styles.ts';
import { nearestStep, textureSteps } from '../fit-bounds.ts';
import type { FitPartProps } from '../use-fit.ts';
import { SliderRow } from './slider-row.tsx';

const HELP = 'Size of each baked texture in pixels. Never larger than in the master.';

/** The texture size. Hidden if the master has no textures. */
export const TextureLines: FunctionComponent<FitPartProps> = ({ view }) => {
  const { fit, plan, version, limits, settings, isLocked } = view;
  const lines = useLineStyles();
  const masterPx = version.stats.maxTextureSizePx;
  if (masterPx === 0) return null;
  const steps = textureSteps(masterPx, settings.enforceBudget ? limits.maxTextureSizePx : undefined);
  // A solved plan may lie between two steps: show the plan's own number.
  const valueText = `${plan.textureSize} px`;
  return (
    <SliderRow
      label="Textures"
      name="Fit texture"
      description={HELP}
      hasMarks
      min={0}
      max={Math.max(1, steps.length - 1)}
      value={nearestStep(steps, plan.textureSize)}
      valueText={valueText}
      isDisabled={isLocked || steps.length < 2}
      onChange={(index) => fit.slide({ textureSize: steps[index] ?? masterPx })}
      onDragStart={fit.startDrag}
      onDragEnd={fit.endDrag}
    >
      <Body1 className={lines.count}>{valueText}</Body1>
    </SliderRow>
  );
};
