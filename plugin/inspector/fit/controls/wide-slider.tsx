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
  /** Marks every step: for a handful of them. */
  readonly hasMarks?: boolean;
  readonly value: number;
  /** The value in words. */
  readonly valueText: string;
  readonly isDisabled?: boolean;
  readonly onChange: (value: number) => void;
  /** A hand takes hold, and lets go. */
  readonly onDragStart?: () => void;
  readonly onDragEnd?: () => void;
}

/** A slider as wide as the pane, beneath the line that names it: there is room to aim even in a narrow pane. */
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
      {/* Fluent's own slider: the Inspector's is linear and cannot say its value in words. */}
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
