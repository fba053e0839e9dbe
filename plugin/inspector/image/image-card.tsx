import { Body1Strong, Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkCircleRegular, InfoRegular, WarningRegular } from '@fluentui/react-icons';
import type { FunctionComponent } from 'react';
import type { PreparedImage } from '../../recipe/image.ts';
import { useLineStyles } from '../shared/styles.ts';
import { Thumbnail } from '../thumbnails/thumbnail.tsx';
import type { Thumbnails } from '../thumbnails/thumbnails.ts';
import { alphaText, imageFactsText, imageWarnings } from './image-text.ts';

const useStyles = makeStyles({
  card: { display: 'flex', gap: tokens.spacingHorizontalS, alignItems: 'flex-start', minWidth: 0 },
  text: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXS, minWidth: 0, flex: 1 },
  check: { display: 'flex', gap: tokens.spacingHorizontalXS, alignItems: 'flex-start' },
  icon: { flexShrink: 0, fontSize: '16px' },
  good: { color: tokens.colorStatusSuccessForeground1 },
  warning: { color: tokens.colorStatusWarningForeground1 },
});

/** The chosen image and its notes. */
export const ImageCard: FunctionComponent<{ image: PreparedImage; thumbnails: Thumbnails }> = (props) => {
  const { image, thumbnails } = props;
  const classes = useStyles();
  const lines = useLineStyles();
  return (
    <div className={classes.card}>
      <Thumbnail image={image} thumbnails={thumbnails} size="large" />
      <div className={classes.text}>
        <Body1Strong className={lines.name} title={image.name}>
          {image.name}
        </Body1Strong>
        <Caption1 className={lines.quiet}>{imageFactsText(image)}</Caption1>
        <div className={classes.check}>
          <span className={classes.icon}>
            {image.hasAlpha ? <CheckmarkCircleRegular className={classes.good} /> : <InfoRegular />}
          </span>
          <Caption1>{alphaText(image)}</Caption1>
        </div>
        {imageWarnings(image).map((warning) => (
          <div key={warning} className={classes.check}>
            <span className={classes.icon}>
              <WarningRegular className={classes.warning} />
            </span>
            <Caption1>{warning}</Caption1>
          </div>
        ))}
      </div>
    </div>
  );
};
