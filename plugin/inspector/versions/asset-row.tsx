import { Button } from '@babylonjs/inspector';
import { Body1, Caption1, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { DeleteRegular, DismissRegular } from '@fluentui/react-icons';
import { type FunctionComponent, useState } from 'react';
import type { GeneratedAsset } from '../../asset/contract.ts';
import { Thumbnail } from '../image/thumbnail.tsx';
import type { Thumbnails } from '../image/thumbnails.ts';
import { useSnapshot } from '../pane/hooks.ts';
import { assetStateText } from '../run/run-text.ts';
import { HIGH_CONTRAST, useLineStyles } from '../shared/styles.ts';

const useStyles = makeStyles({
  row: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, minWidth: 0 },
  pick: {
    display: 'flex',
    alignItems: 'center',
    flex: 1,
    gap: tokens.spacingHorizontalS,
    minWidth: 0,
    padding: tokens.spacingVerticalXXS,
    textAlign: 'start',
    fontFamily: 'inherit',
    color: tokens.colorNeutralForeground1,
    backgroundColor: 'transparent',
    border: '1px solid transparent',
    borderRadius: tokens.borderRadiusMedium,
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  current: {
    backgroundColor: tokens.colorSubtleBackgroundSelected,
    [HIGH_CONTRAST]: { border: '1px solid Highlight' },
  },
  text: { display: 'flex', flexDirection: 'column', minWidth: 0 },
});

interface AssetRowProps {
  readonly asset: GeneratedAsset;
  readonly thumbnails: Thumbnails;
  readonly isCurrent: boolean;
  readonly onPick: () => void;
}

/** One generated asset of the scene. */
export const AssetRow: FunctionComponent<AssetRowProps> = ({ asset, thumbnails, isCurrent, onPick }) => {
  const classes = useStyles();
  const lines = useLineStyles();
  const snapshot = useSnapshot(asset);
  const [isConfirming, setIsConfirming] = useState(false);
  return (
    <li className={classes.row}>
      {/* A plain button: a Fluent button cannot hold an image and two lines. */}
      <button
        type="button"
        className={mergeClasses(classes.pick, isCurrent && classes.current)}
        aria-pressed={isCurrent}
        onClick={onPick}
      >
        <Thumbnail image={snapshot.image} thumbnails={thumbnails} size="small" />
        <span className={classes.text}>
          <Body1 className={lines.name}>{snapshot.name}</Body1>
          <Caption1 className={lines.name}>{assetStateText(snapshot)}</Caption1>
        </span>
      </button>
      {isConfirming ? (
        // Ask first: the generator cannot undo this.
        <>
          <Button
            appearance="primary"
            label="Remove"
            title={`Remove ${snapshot.name} with all its versions; this cannot be undone`}
            onClick={() => asset.dispose()}
          />
          <Button
            title={`Keep ${snapshot.name}`}
            appearance="subtle"
            icon={DismissRegular}
            onClick={() => setIsConfirming(false)}
          />
        </>
      ) : (
        <Button
          title={`Remove ${snapshot.name}…`}
          appearance="subtle"
          icon={DeleteRegular}
          onClick={() => setIsConfirming(true)}
        />
      )}
    </li>
  );
};
