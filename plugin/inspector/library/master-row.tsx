import { Body1Strong, Caption1, makeStyles, tokens } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import type { MasterRecord } from '../../storage/contract.ts';
import { ImageTile } from '../image/thumbnail.tsx';
import { useThumbnailUrl } from '../image/use-thumbnail-url.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { nameText } from '../run/run-text.ts';
import { useLineStyles } from '../shared/styles.ts';
import { masterOriginText, masterText } from './library-text.ts';
import { MasterActions } from './master-actions.tsx';

const useStyles = makeStyles({
  card: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXXS,
    padding: tokens.spacingVerticalXS,
    borderRadius: tokens.borderRadiusMedium,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    minWidth: 0,
  },
  head: { display: 'flex', gap: tokens.spacingHorizontalS, minWidth: 0 },
  text: { display: 'flex', flexDirection: 'column', minWidth: 0, flex: 1 },
});

interface MasterRowProps {
  readonly controller: PaneController;
  readonly master: MasterRecord;
  /** Called before the row that has the focus is removed. */
  readonly onRowRemoved: () => void;
}

/** One stored master: image, measured numbers, origin and buttons. */
export const MasterRow: FunctionComponent<MasterRowProps> = ({ controller, master, onRowRemoved }) => {
  const classes = useStyles();
  const lines = useLineStyles();
  const { thumbnails, generator } = controller;
  const { imageHash } = master;
  const url = useThumbnailUrl(thumbnails, imageHash, () => generator.library.readImageAsync(imageHash));
  const name = nameText(master.imageName);
  return (
    <li className={classes.card} aria-label={name}>
      <div className={classes.head}>
        <ImageTile src={url} size="medium" />
        <div className={classes.text}>
          <Body1Strong className={lines.name} title={name}>
            {name}
          </Body1Strong>
          <Caption1>{masterText(master)}</Caption1>
          <Caption1 className={lines.quiet}>{masterOriginText(master, controller.providers)}</Caption1>
        </div>
      </div>
      <MasterActions controller={controller} master={master} name={name} onRowRemoved={onRowRemoved} />
    </li>
  );
};
