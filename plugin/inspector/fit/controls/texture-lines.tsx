import { Body1 } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { NamedLine } from '../../shared/named-line.tsx';
import { nearestStep, textureSteps } from '../fit-bounds.ts';
import type { FitPartProps } from '../use-fit.ts';
import { WideSlider } from './wide-slider.tsx';

const HELP = 'Edge of each baked texture. A fit never has more pixels than its master.';

/** How large the textures are. Absent where the master has none. */
export const TextureLines: FunctionComponent<FitPartProps> = ({ view }) => {
  const { fit, plan, version, limits, settings, isLocked } = view;
  const masterPx = version.stats.maxTextureSizePx;
  if (masterPx === 0) return null;
  const steps = textureSteps(masterPx, settings.enforceBudget ? limits.maxTextureSizePx : undefined);
  // A solved plan may lie between two steps: the number is the plan's own.
  const valueText = `${plan.textureSize} px`;
  return (
    <>
      <NamedLine label="Texture" uniqueId="fitTexture" description={HELP}>
        <Body1>{valueText}</Body1>
      </NamedLine>
      <WideSlider
        label="Fit texture"
        uniqueId="fitTextureSlider"
        hasMarks
        min={0}
        max={Math.max(1, steps.length - 1)}
        value={nearestStep(steps, plan.textureSize)}
        valueText={valueText}
        isDisabled={isLocked || steps.length < 2}
        onChange={(index) => fit.slide({ textureSize: steps[index] ?? masterPx })}
        onDragStart={fit.startDrag}
        onDragEnd={fit.endDrag}
      />
    </>
  );
};
