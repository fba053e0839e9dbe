import { Body1, Caption1, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ImageAddRegular } from '@fluentui/react-icons';
import { type ChangeEvent, type FunctionComponent, useRef } from 'react';

const useStyles = makeStyles({
  zone: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    gap: tokens.spacingVerticalXXS,
    width: '100%',
    boxSizing: 'border-box',
    padding: tokens.spacingVerticalM,
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
  compact: { flexDirection: 'row', padding: tokens.spacingVerticalXS },
  over: { border: `1px solid ${tokens.colorBrandStroke1}`, color: tokens.colorBrandForeground1 },
  icon: { fontSize: '24px' },
  compactIcon: { fontSize: '16px' },
  input: { display: 'none' },
});

interface DropZoneProps {
  /** There is an image already: show a thin strip to replace it. */
  readonly isCompact: boolean;
  /** The user drags a file over the pane. */
  readonly isOver: boolean;
  readonly onFile: (file: File) => void;
}

/** Opens the file dialog; the whole pane handles drop and paste. */
export const DropZone: FunctionComponent<DropZoneProps> = ({ isCompact, isOver, onFile }) => {
  const classes = useStyles();
  const input = useRef<HTMLInputElement>(null);
  const changed = (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    if (file) onFile(file);
    event.target.value = '';
  };
  return (
    <>
      {/* A plain button: the Inspector has no drop zone, and a Fluent button cannot stack two lines. */}
      <button
        type="button"
        className={mergeClasses(classes.zone, isCompact && classes.compact, isOver && classes.over)}
        onClick={() => input.current?.click()}
      >
        <ImageAddRegular className={isCompact ? classes.compactIcon : classes.icon} />
        {isCompact ? (
          <Caption1>Drop, paste or choose another image or GLB</Caption1>
        ) : (
          <>
            <Body1>Drop or paste an image or a GLB</Body1>
            <Caption1>or click to choose a file</Caption1>
          </>
        )}
      </button>
      <input
        ref={input}
        className={classes.input}
        type="file"
        accept="image/*,.glb,model/gltf-binary"
        tabIndex={-1}
        aria-label="Image or GLB file"
        onChange={changed}
      />
    </>
  );
};
