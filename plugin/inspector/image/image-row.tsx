import { Button } from '@babylonjs/inspector';
import { Body1Strong, Caption1, makeStyles, Tooltip, tokens } from '@fluentui/react-components';
import { DismissRegular, ImageAddRegular, InfoRegular, WarningRegular } from '@fluentui/react-icons';
import type { FunctionComponent } from 'react';
import type { PreparedImage } from '../../recipe/image.ts';
import { useLineStyles } from '../shared/styles.ts';
import { Thumbnail } from '../thumbnails/thumbnail.tsx';
import type { Thumbnails } from '../thumbnails/thumbnails.ts';
import { useFileDialog } from './file-dialog.tsx';
import { alphaText, imageFactsText, imageWarnings } from './image-text.ts';

const useStyles = makeStyles({
  row: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    minWidth: 0,
    minHeight: '64px',
  },
  text: { display: 'flex', flexDirection: 'column', minWidth: 0, flex: 1 },
  remarks: {
    display: 'inline-flex',
    alignItems: 'center',
    justifyContent: 'center',
    flexShrink: 0,
    width: '24px',
    height: '24px',
    fontSize: '16px',
    borderRadius: tokens.borderRadiusMedium,
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  warning: { color: tokens.colorStatusWarningForeground1 },
});

interface ImageRowProps {
  readonly image: PreparedImage;
  readonly thumbnails: Thumbnails;
  readonly onFiles: (files: readonly File[]) => void;
  readonly onClear: () => void;
}

/** The chosen image in one row; what is to be said about it is in a tooltip. */
export const ImageRow: FunctionComponent<ImageRowProps> = ({ image, thumbnails, onFiles, onClear }) => {
  const classes = useStyles();
  const lines = useLineStyles();
  const dialog = useFileDialog(onFiles);
  const warnings = imageWarnings(image);
  const remarks = [alphaText(image), ...warnings].join(' ');
  return (
    <div className={classes.row}>
      <Thumbnail image={image} thumbnails={thumbnails} size="start" />
      <div className={classes.text}>
        <Body1Strong className={lines.name} title={image.name}>
          {image.name}
        </Body1Strong>
        <Caption1>{imageFactsText(image)}</Caption1>
      </div>
      <Tooltip relationship="label" content={remarks}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what the tooltip says */}
        <span role="img" tabIndex={0} className={classes.remarks}>
          {warnings.length > 0 ? <WarningRegular className={classes.warning} /> : <InfoRegular />}
        </span>
      </Tooltip>
      <Button
        title="Choose another image or GLB"
        appearance="subtle"
        icon={ImageAddRegular}
        onClick={dialog.open}
      />
      <Button title="Start with a new image" appearance="subtle" icon={DismissRegular} onClick={onClear} />
      {dialog.input}
    </div>
  );
};
