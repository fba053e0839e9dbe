import { Button } from '@babylonjs/inspector';
import { MenuItem, makeStyles } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { SplitButton } from '../shared/split-button.tsx';

const useStyles = makeStyles({ whole: { width: '100%' } });

interface RunButtonProps {
  readonly label: string;
  readonly title: string;
  readonly isDisabled: boolean;
  /** A run can be stopped: less prominent. */
  readonly isCancel: boolean;
  readonly onPress: () => void;
  /** Other ways to run. */
  readonly others: readonly { readonly label: string; readonly onPress: () => void }[];
}

/** The one button of the Generate tab: runs, or cancels the run. Its menu has the other ways to run. */
export const RunButton: FunctionComponent<RunButtonProps> = (props) => {
  const { label, title, isDisabled, isCancel, onPress, others } = props;
  const classes = useStyles();
  const look = {
    className: classes.whole,
    appearance: isCancel ? 'secondary' : 'primary',
    label,
    title,
  } as const;
  if (others.length === 0) return <Button {...look} disabled={isDisabled} onClick={onPress} />;
  return (
    <SplitButton {...look} isDisabled={isDisabled} menuName="Other ways to run" onPress={onPress}>
      {others.map((other) => (
        <MenuItem key={other.label} onClick={other.onPress}>
          {other.label}
        </MenuItem>
      ))}
    </SplitButton>
  );
};
