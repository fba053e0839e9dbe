import { SpinButton, type SpinButtonProps } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { NamedLine } from '../../shared/named-line.tsx';
import { useLineStyles } from '../../shared/styles.ts';
import { MAX_CUSTOM_BYTES } from '../fit-settings.ts';
import type { FitPartProps } from '../use-fit.ts';

// 12 px high: too small to hit. The arrow keys do the same.
const HIDDEN = { hidden: true, style: { display: 'none' } } as const;
const MEGABYTE = 1e6;
const MEBIBYTE = 2 ** 20;

interface LimitFieldProps {
  /** Bytes; 0: no limit. */
  readonly bytes: number;
  readonly unit: 'MB' | 'MiB';
  readonly isDisabled: boolean;
  readonly onChange: (bytes: number) => void;
}

/** A number with its unit; empty means that there is no limit. */
const LimitField: FunctionComponent<LimitFieldProps> = ({ bytes, unit, isDisabled, onChange }) => {
  const lines = useLineStyles();
  const unitBytes = unit === 'MB' ? MEGABYTE : MEBIBYTE;
  const value = Number((bytes / unitBytes).toFixed(3));
  const change: SpinButtonProps['onChange'] = (_, data) => {
    const next = data.value ?? Number.parseFloat(data.displayValue ?? '');
    // What is no number, such as an empty field, is no limit.
    onChange(Math.round(Math.min(Math.max(0, next || 0), MAX_CUSTOM_BYTES / unitBytes) * unitBytes));
  };
  return (
    // Fluent's own: the Inspector's cannot be empty.
    <SpinButton
      className={lines.field}
      size="small"
      min={0}
      step={0.1}
      disabled={isDisabled}
      placeholder="No limit"
      incrementButton={HIDDEN}
      decrementButton={HIDDEN}
      value={value === 0 ? null : value}
      displayValue={value === 0 ? '' : `${value} ${unit}`}
      onChange={change}
    />
  );
};

/** The user's own limits for file size and GPU memory. */
export const CustomLimits: FunctionComponent<FitPartProps> = ({ view }) => {
  const { fit, settings, isLocked } = view;
  return (
    <>
      <NamedLine label="File limit" uniqueId="fileLimit" description="Largest file. Empty: no limit.">
        <LimitField
          bytes={settings.customFileBytes}
          unit="MB"
          isDisabled={isLocked}
          onChange={(customFileBytes) => fit.refit({ customFileBytes })}
        />
      </NamedLine>
      <NamedLine
        label="GPU limit"
        uniqueId="gpuLimit"
        description="Buffers and textures with mips in GPU memory. Empty: no limit."
      >
        <LimitField
          bytes={settings.customGpuBytes}
          unit="MiB"
          isDisabled={isLocked}
          onChange={(customGpuBytes) => fit.refit({ customGpuBytes })}
        />
      </NamedLine>
    </>
  );
};
