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
  /** Offers the same image as a new asset; undefined: there is nothing to choose. */
  readonly onNewAsset: (() => void) | undefined;
}

/** The one button of the Generate tab: runs, or cancels the run. Its menu makes a new asset instead. */
export const RunButton: FunctionComponent<RunButtonProps> = (props) => {
  const { label, title, isDisabled, isCancel, onPress, onNewAsset } = props;
  const classes = useStyles();
  const look = {
    className: classes.whole,
    appearance: isCancel ? 'secondary' : 'primary',
    label,
    title,
  } as const;
  if (!onNewAsset) return <Button {...look} disabled={isDisabled} onClick={onPress} />;
  return (
    <SplitButton {...look} isDisabled={isDisabled} menuName="Other ways to run" onPress={onPress}>
      <MenuItem onClick={onNewAsset}>Generate as a new asset</MenuItem>
    </SplitButton>
  );
};
