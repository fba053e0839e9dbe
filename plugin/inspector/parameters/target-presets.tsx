import { LineContainer } from '@babylonjs/inspector';
import type { FunctionComponent } from 'react';
import { countText, shortCountText } from '../run/run-text.ts';
import { ChoiceGroup } from '../shared/choice-group.tsx';

interface TargetPresetsProps {
  readonly label: string;
  readonly presets: readonly number[];
  readonly value: number;
  readonly onChange: (target: number) => void;
}

/** Buttons for common values. */
export const TargetPresets: FunctionComponent<TargetPresetsProps> = ({ label, presets, value, onChange }) => {
  const title = `${label} presets`;
  const choices = presets.map((preset) => ({
    value: preset,
    text: shortCountText(preset),
    name: `${label} ${countText(preset)}`,
  }));
  return (
    <LineContainer uniqueId={title} label={title}>
      <ChoiceGroup label={title} choices={choices} value={value} onChange={onChange} />
    </LineContainer>
  );
};
