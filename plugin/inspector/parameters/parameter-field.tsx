import { NumberDropdown, SpinButton, Switch, SyncedSliderInput } from '@babylonjs/inspector';
import type { FunctionComponent } from 'react';
import type { ParameterSpec } from '../../recipe/parameter-spec.ts';
import { useLineStyles } from '../shared/styles.ts';

interface ParameterFieldProps {
  readonly spec: ParameterSpec;
  readonly value: number | boolean;
  readonly onChange: (value: number | boolean) => void;
}

function decimals(step: number): number {
  return String(step).split('.')[1]?.length ?? 0;
}

/** The control for one row of the parameter table. */
export const ParameterField: FunctionComponent<ParameterFieldProps> = ({ spec, value, onChange }) => {
  const lines = useLineStyles();
  if (spec.kind === 'boolean') return <Switch value={value === true} onChange={onChange} />;
  if (spec.kind === 'choice') {
    const options = spec.choices.map((choice) => ({
      label: spec.unit ? `${choice} ${spec.unit}` : String(choice),
      value: choice,
    }));
    return (
      <NumberDropdown value={Number(value)} options={options} onChange={onChange} className={lines.field} />
    );
  }
  // With more than a thousand steps a linear slider is not precise enough.
  const isAimable = (spec.max - spec.min) / spec.step <= 1000;
  const range = { min: spec.min, max: spec.max, step: spec.step, className: lines.number };
  return isAimable ? (
    <div className={lines.slider}>
      <SyncedSliderInput
        {...range}
        precision={decimals(spec.step)}
        value={Number(value)}
        // A slider computes value = steps × step, which gives 0.30000000000000004.
        onChange={(next) => onChange(Number(next.toFixed(6)))}
      />
    </div>
  ) : (
    <SpinButton {...range} forceInt={spec.kind === 'integer'} value={Number(value)} onChange={onChange} />
  );
};
