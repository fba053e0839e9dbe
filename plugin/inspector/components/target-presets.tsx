import { LineContainer } from '@babylonjs/inspector';
import { makeStyles, mergeClasses, ToggleButton } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { countText, shortCountText } from '../run-text.ts';
import { TARGET_PRESETS } from '../target-scale.ts';
import { useLineStyles } from './styles.ts';

const useStyles = makeStyles({ group: { flexWrap: 'nowrap' }, preset: { flex: '1 1 0', minWidth: 0 } });

interface TargetPresetsProps {
  readonly value: number;
  readonly onChange: (target: number) => void;
}

/** Common targets at a press. */
export const TargetPresets: FunctionComponent<TargetPresetsProps> = ({ value, onChange }) => {
  const classes = useStyles();
  const lines = useLineStyles();
  return (
    <LineContainer uniqueId="targetPresets" label="Target size presets">
      <fieldset className={mergeClasses(lines.group, classes.group)} aria-label="Target size presets">
        {TARGET_PRESETS.map((preset) => (
          // Fluent's own toggle: the Inspector's shows icons only.
          <ToggleButton
            key={preset}
            className={classes.preset}
            size="small"
            checked={value === preset}
            aria-label={`Target ${countText(preset)}`}
            onClick={() => onChange(preset)}
          >
            {shortCountText(preset)}
          </ToggleButton>
        ))}
      </fieldset>
    </LineContainer>
  );
};
