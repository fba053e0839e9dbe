import { Caption1, makeStyles, mergeClasses, ProgressBar, tokens } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { type GeneratedAsset, shownStats, shownVersion } from '../../asset/contract.ts';
import { phaseText } from '../../generation/phase-text.ts';
import { isLive } from '../../generation/run-snapshot.ts';
import { useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { nameText, shortCountText } from '../run/run-text.ts';
import { HIGH_CONTRAST, useLineStyles } from '../shared/styles.ts';
import { VersionThumbnail } from '../thumbnails/model-thumbnail.tsx';

const useStyles = makeStyles({
  tile: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    flex: '1 0 64px',
    maxWidth: '88px',
    minWidth: 0,
    padding: tokens.spacingVerticalXXS,
    fontFamily: 'inherit',
    color: tokens.colorNeutralForeground1,
    backgroundColor: 'transparent',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
    [HIGH_CONTRAST]: { ':focus-visible': { outline: '2px solid Highlight' } },
  },
  current: {
    border: `1px solid ${tokens.colorBrandStroke1}`,
    backgroundColor: tokens.colorSubtleBackgroundSelected,
    [HIGH_CONTRAST]: { border: '1px solid Highlight' },
  },
  text: { maxWidth: '100%' },
  progress: { height: '2px' },
});

interface BatchTileProps {
  readonly controller: PaneController;
  readonly asset: GeneratedAsset;
  /** Of a variation, since all have the same image. */
  readonly number?: number;
  readonly isCurrent: boolean;
  readonly onPick: () => void;
}

/** One asset of a batch: what it looks like, and how its run is doing. */
export const BatchTile: FunctionComponent<BatchTileProps> = (props) => {
  const { controller, asset, number, isCurrent, onPick } = props;
  const classes = useStyles();
  const lines = useLineStyles();
  const { run, image, name, ...snapshot } = useSnapshot(asset);
  const version = shownVersion(snapshot);
  const seed = version?.parameters.seed ?? run?.parameters.seed;
  const title = number === undefined ? nameText(name) : `No. ${number}`;
  const live = isLive(run);
  const state =
    version && !live
      ? `${shortCountText(shownStats(version).triangles)} tris`
      : run
        ? phaseText(run)
        : 'Waiting';
  return (
    // A plain button: a Fluent button cannot hold an image and lines below it.
    <button
      type="button"
      className={mergeClasses(classes.tile, isCurrent && classes.current)}
      aria-pressed={isCurrent}
      title={`${nameText(name)}: ${state}${seed === undefined ? '' : `, seed ${seed}`}`}
      onClick={onPick}
    >
      <VersionThumbnail
        controller={controller}
        assetId={asset.id}
        image={image}
        version={version}
        size="start"
      />
      <Caption1 className={mergeClasses(lines.name, classes.text)}>{title}</Caption1>
      {live ? (
        <ProgressBar
          className={classes.progress}
          aria-label={state}
          {...(run?.fraction === undefined ? {} : { value: run.fraction })}
        />
      ) : (
        <Caption1 className={mergeClasses(lines.name, classes.text, lines.quiet)}>{state}</Caption1>
      )}
    </button>
  );
};
