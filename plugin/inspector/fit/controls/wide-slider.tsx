import { LineContainer } from '@babylonjs/inspector';
import { makeStyles, Slider } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { useDrag } from './use-drag.ts';

const useStyles = makeStyles({ slider: { width: '100%', minWidth: 0 } });

interface WideSliderProps {
  readonly label: string;
  /** Unique within its section. */
  readonly uniqueId: string;
  readonly min: number;
  readonly max: number;
  /** Marks every step; for a few steps only. */
  readonly hasMarks?: boolean;
  readonly value: number;
  /** The value as text. */
  readonly valueText: string;
  readonly isDisabled?: boolean;
  readonly onChange: (value: number) => void;
  /** The user starts and ends a drag. */
  readonly onDragStart?: () => void;
  readonly onDragEnd?: () => void;
}

/** A slider as wide as the pane, below its label, so that it stays precise in a narrow pane. */
export const WideSlider: FunctionComponent<WideSliderProps> = (props) => {
  const {
    label,
    uniqueId,
    min,
    max,
    hasMarks = false,
    value,
    valueText,
    isDisabled = false,
    onChange,
    onDragStart,
    onDragEnd,
  } = props;
  const classes = useStyles();
  const startDrag = useDrag(onDragStart, onDragEnd);
  return (
    <LineContainer uniqueId={uniqueId} label={label}>
      {/* Fluent's own slider: the Inspector's is linear and has no text for its value. */}
      <Slider
        className={classes.slider}
        size="small"
        min={min}
        max={max}
        {...(hasMarks ? { step: 1 } : {})}
        value={value}
        disabled={isDisabled}
        aria-label={label}
        aria-valuetext={valueText}
        onChange={(_, data) => onChange(data.value)}
        onPointerDown={startDrag}
      />
    </LineContainer>
  );
};
