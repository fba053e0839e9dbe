import { Body1, makeStyles, mergeClasses } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { countText } from '../../run/run-text.ts';
import { NARROW, useLineStyles } from '../../shared/styles.ts';
import { nearestStep, textureSteps } from '../fit-bounds.ts';
import type { FitPartProps } from '../use-fit.ts';
import { SliderRow } from './slider-row.tsx';

const useStyles = makeStyles({
  value: { width: 'auto', minWidth: '96px', whiteSpace: 'pre' },
  before: { [NARROW]: { display: 'none' } },
});

const HELP = 'Size of each baked texture in pixels. Never larger than in the original.';

/** The texture size. Hidden if the master has no textures. */
export const TextureLines: FunctionComponent<FitPartProps> = ({ view }) => {
  const { fit, plan, version, limits, settings, isLocked } = view;
  const classes = useStyles();
  const lines = useLineStyles();
  const masterPx = version.stats.maxTextureSizePx;
  if (masterPx === 0) return null;
  const steps = textureSteps(masterPx, settings.enforceBudget ? limits.maxTextureSizePx : undefined);
  // A solved plan may lie between two steps: show the plan's own number.
  const valueText = `${countText(plan.textureSize)} px`;
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
      <Body1 className={mergeClasses(lines.count, classes.value)}>
        {plan.textureSize !== masterPx && (
          <span className={classes.before}>{`${countText(masterPx)} → `}</span>
        )}
        {valueText}
      </Body1>
    </SliderRow>
  );
};
