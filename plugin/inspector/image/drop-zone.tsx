import { Body1, Caption1, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ImageAddRegular } from '@fluentui/react-icons';
import type { FunctionComponent } from 'react';
import { HIGH_CONTRAST } from '../shared/styles.ts';
import { useFileDialog } from './file-dialog.tsx';

const useStyles = makeStyles({
  zone: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    flex: '1 1 136px',
    minWidth: 0,
    height: '64px',
    boxSizing: 'border-box',
    padding: tokens.spacingHorizontalXS,
    cursor: 'pointer',
    color: tokens.colorNeutralForeground2,
    backgroundColor: 'transparent',
    border: `1px dashed ${tokens.colorNeutralStrokeAccessible}`,
    borderRadius: tokens.borderRadiusMedium,
    fontFamily: 'inherit',
    ':hover': {
      backgroundColor: tokens.colorSubtleBackgroundHover,
      color: tokens.colorNeutralForeground1,
    },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '1px' },
  },
  over: {
    border: `1px solid ${tokens.colorBrandStroke1}`,
    color: tokens.colorBrandForeground1,
    [HIGH_CONTRAST]: { border: '2px solid Highlight' },
  },
  word: { whiteSpace: 'nowrap' },
  title: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
});

interface DropZoneProps {
  /** The user drags a file over the pane. */
  readonly isOver: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

/** Opens the file dialog; the whole pane handles drop and paste. */
export const DropZone: FunctionComponent<DropZoneProps> = ({ isOver, onFiles }) => {
  const classes = useStyles();
  const dialog = useFileDialog(onFiles);
  return (
    <>
      {/* A plain button: the Inspector has no drop zone, and a Fluent button cannot stack two lines. */}
      <button
        type="button"
        className={mergeClasses(classes.zone, isOver && classes.over)}
        onClick={dialog.open}
      >
        <span className={classes.title}>
          <ImageAddRegular fontSize={20} />
          <Body1 className={classes.word}>Choose images</Body1>
        </span>
        <Caption1 className={classes.word}>drop or paste, also GLBs</Caption1>
      </button>
      {dialog.input}
    </>
  );
};
