import { SpinButton } from '@babylonjs/inspector';
import { makeStyles, mergeClasses, Slider } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import type { NumberSpec } from '../../recipe/parameter-spec.ts';
import { countText } from '../run/run-text.ts';
import { NARROW, useLineStyles, WIDE } from '../shared/styles.ts';
import { slideTarget, TARGET_POSITIONS, targetToPosition } from './target-scale.ts';

const useStyles = makeStyles({
  field: {
    display: 'flex',
    alignItems: 'center',
    width: '140px',
    minWidth: 0,
    [NARROW]: { width: '92px' },
    [WIDE]: { width: '210px' },
  },
  slider: { flex: '1 1 0', minWidth: 0, [NARROW]: { display: 'none' } },
  number: { width: '78px', flexShrink: 0, [NARROW]: { width: '92px' } },
});

interface TargetFieldProps {
  readonly spec: NumberSpec;
  readonly value: number;
  readonly onChange: (target: number) => void;
}

/** A number with a wide range: a logarithmic slider and a field for the exact value. */
export const TargetField: FunctionComponent<TargetFieldProps> = ({ spec, value, onChange }) => {
  const { label, min, max, step } = spec;
  const classes = useStyles();
  const lines = useLineStyles();
  return (
    <div className={classes.field}>
      {/* Fluent's own slider: the Inspector's is linear and has no text for its value. */}
      <Slider
        className={classes.slider}
        size="small"
        min={0}
        max={TARGET_POSITIONS}
        value={targetToPosition(value, min, max)}
        aria-label={label}
        aria-valuetext={countText(value)}
        onChange={(_, data) => onChange(slideTarget(value, data.value, min, max))}
      />
      <SpinButton
        className={mergeClasses(lines.field, classes.number)}
        min={min}
        max={max}
        step={step}
        forceInt
        precision={0}
        value={value}
        onChange={onChange}
      />
    </div>
  );
};
