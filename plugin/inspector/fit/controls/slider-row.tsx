import { Body1, makeStyles, Slider, tokens } from '@fluentui/react-components';
import type { FunctionComponent, PropsWithChildren } from 'react';
import { useControlName } from '../../shared/use-control-name.ts';
import { useDrag } from './use-drag.ts';

const useStyles = makeStyles({
  row: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    minHeight: '28px',
    minWidth: 0,
  },
  label: { flex: '0 0 64px' },
  slider: { flex: '1 1 0', minWidth: 0 },
  value: { flexShrink: 0, display: 'flex', justifyContent: 'flex-end' },
});

interface SliderRowProps {
  readonly label: string;
  /** What assistive technology calls the slider and the field. */
  readonly name: string;
  readonly description: string;
  readonly min: number;
  readonly max: number;
  /** Marks every step; for a few steps only. */
  readonly hasMarks?: boolean;
  readonly value: number;
  /** The value as text. */
  readonly valueText: string;
  readonly isDisabled: boolean;
  readonly onChange: (value: number) => void;
  /** The user starts and ends a drag. */
  readonly onDragStart?: () => void;
  readonly onDragEnd?: () => void;
}

/** A label, a slider as wide as the pane allows, and its value: a field or a text. */
export const SliderRow: FunctionComponent<PropsWithChildren<SliderRowProps>> = (props) => {
  const { label, name, description, min, max, hasMarks = false, value, valueText, isDisabled } = props;
  const { onChange, onDragStart, onDragEnd, children } = props;
  const classes = useStyles();
  const startDrag = useDrag(onDragStart, onDragEnd);
  const field = useControlName(name);
  return (
    <div className={classes.row} title={description}>
      <Body1 className={classes.label}>{label}</Body1>
      {/* Fluent's own slider: the Inspector's is linear and has no text for its value. */}
      <Slider
        className={classes.slider}
        size="small"
        min={min}
        max={max}
        {...(hasMarks ? { step: 1 } : {})}
        value={value}
        disabled={isDisabled}
        aria-label={name}
        aria-valuetext={valueText}
        onChange={(_, data) => onChange(data.value)}
        onPointerDown={startDrag}
      />
      <div ref={field} className={classes.value}>
        {children}
      </div>
    </div>
  );
};
