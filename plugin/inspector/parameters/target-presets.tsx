import { LineContainer } from '@babylonjs/inspector';
import type { FunctionComponent } from 'react';
import { countText, shortCountText } from '../run/run-text.ts';
import { ChoiceGroup } from '../shared/choice-group.tsx';
import { TARGET_PRESETS } from './target-scale.ts';

const CHOICES = TARGET_PRESETS.map((preset) => ({
  value: preset,
  text: shortCountText(preset),
  name: `Target ${countText(preset)}`,
}));

interface TargetPresetsProps {
  readonly value: number;
  readonly onChange: (target: number) => void;
}

/** Common targets at a press. */
export const TargetPresets: FunctionComponent<TargetPresetsProps> = ({ value, onChange }) => (
  <LineContainer uniqueId="targetPresets" label="Target size presets">
    <ChoiceGroup label="Target size presets" choices={CHOICES} value={value} onChange={onChange} />
  </LineContainer>
);
