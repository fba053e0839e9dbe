import { Badge, Body1Strong, Caption1, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import type { AssetVersion, GeneratedAssetSnapshot } from '../../asset/contract.ts';
import { fitLine } from '../fit/fit-text.ts';
import { Thumbnail } from '../image/thumbnail.tsx';
import type { PaneController } from '../pane/pane-controller.ts';
import { geometryText, makerText, memoryLine } from '../run/run-text.ts';
import { Fold } from '../shared/fold.tsx';
import { HIGH_CONTRAST, useLineStyles } from '../shared/styles.ts';
import { FromLibrary } from './from-library.tsx';
import { VersionActions } from './version-actions.tsx';
import { versionDetails } from './version-details.ts';

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
  shown: {
    border: `1px solid ${tokens.colorBrandStroke1}`,
    [HIGH_CONTRAST]: { border: '1px solid Highlight', outline: '1px solid Highlight' },
  },
  head: { display: 'flex', gap: tokens.spacingHorizontalS, minWidth: 0 },
  text: { display: 'flex', flexDirection: 'column', minWidth: 0, flex: 1 },
  title: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalXS,
    whiteSpace: 'nowrap',
  },
});

interface VersionCardProps {
  readonly controller: PaneController;
  readonly asset: GeneratedAssetSnapshot;
  readonly version: AssetVersion;
}

/** One version: two lines of measured numbers, buttons, and everything else behind "Details". */
export const VersionCard: FunctionComponent<VersionCardProps> = ({ controller, asset, version }) => {
  const classes = useStyles();
  const lines = useLineStyles();
  const isShown = version.id === asset.shownVersionId;
  return (
    <li
      className={mergeClasses(classes.card, isShown && classes.shown)}
      aria-label={`Version ${version.number}`}
      {...(isShown ? { 'aria-current': true } : {})}
    >
      <div className={classes.head}>
        <Thumbnail image={asset.image} thumbnails={controller.thumbnails} size="medium" />
        <div className={classes.text}>
          <div className={classes.title}>
            <Body1Strong>Version {version.number}</Body1Strong>
            {isShown && (
              <Badge appearance="tint" color="brand">
                Shown
              </Badge>
            )}
            {version.isLocal && (
              <Badge appearance="tint" color="informative" title={makerText(version, controller.providers)}>
                Local
              </Badge>
            )}
          </div>
          <Caption1>{geometryText(version.stats)}</Caption1>
          <Caption1>{version.fit ? fitLine(version.fit) : memoryLine(version.stats)}</Caption1>
        </div>
      </div>
      <FromLibrary controller={controller} asset={asset} version={version} />
      <Fold title="Details">
        <div className={classes.text}>
          {versionDetails(version, controller.providers).map((detail) => (
            <Caption1 key={detail} className={lines.quiet}>
              {detail}
            </Caption1>
          ))}
        </div>
      </Fold>
      <VersionActions controller={controller} asset={asset} version={version} />
    </li>
  );
};
