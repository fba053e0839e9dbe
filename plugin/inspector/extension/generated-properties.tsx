import { Button, LineContainer, MessageBar } from '@babylonjs/inspector';
import { Body1, Caption1, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { DataAreaRegular, ImageSparkleRegular, LibraryRegular } from '@fluentui/react-icons';
import type { FunctionComponent } from 'react';
import { type GeneratedAsset, shownVersion } from '../../asset/contract.ts';
import { measuredRows } from '../fit/fit-numbers.ts';
import { limitsOf } from '../fit/fit-request.ts';
import { NumberStrip } from '../fit/sections/number-strip.tsx';
import { masterOriginText } from '../library/library-text.ts';
import { useSnapshot } from '../pane/hooks.ts';
import { nameText } from '../run/run-text.ts';
import { useLineStyles } from '../shared/styles.ts';
import { Thumbnail } from '../thumbnails/thumbnail.tsx';
import type { PaneContext } from './pane-context.ts';

const useStyles = makeStyles({
  origin: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS, minWidth: 0 },
  text: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  tabs: { flexWrap: 'nowrap', '& > *': { flex: '1 1 auto', minWidth: 0 } },
});

const TABS = [
  { tab: 'generate', label: 'Generate', icon: ImageSparkleRegular, title: 'Run this asset again' },
  { tab: 'fit', label: 'Fit', icon: DataAreaRegular, title: 'Make this asset lighter' },
  { tab: 'library', label: 'Library', icon: LibraryRegular, title: 'Versions of this asset' },
] as const;

interface GeneratedPropertiesProps {
  readonly asset: GeneratedAsset;
  readonly paneContext: PaneContext;
}

/** A generated node in Properties: where it comes from, its measured numbers, and the way to each tab of the pane. */
export const GeneratedProperties: FunctionComponent<GeneratedPropertiesProps> = ({ asset, paneContext }) => {
  const classes = useStyles();
  const lines = useLineStyles();
  const { controller } = paneContext;
  const snapshot = useSnapshot(asset);
  const { settings } = useSnapshot(controller);
  const version = shownVersion(snapshot);
  const name = nameText(snapshot.image?.name ?? snapshot.name);
  return (
    <>
      <LineContainer uniqueId="Origin" label="Source image, maker, seed">
        <div className={classes.origin}>
          <Thumbnail image={snapshot.image} thumbnails={controller.thumbnails} size="small" />
          <div className={classes.text}>
            <Body1 className={lines.name} title={name}>
              {version ? `${name} · version ${version.number}` : name}
            </Body1>
            {version && (
              <Caption1 className={lines.quiet}>
                {`${masterOriginText(version, controller.providers)} · seed ${version.parameters.seed}`}
              </Caption1>
            )}
          </div>
        </div>
      </LineContainer>
      {version ? (
        <LineContainer uniqueId="Measured" label="Measured: triangles, GPU memory, file, draw calls">
          <NumberStrip label="Measured" rows={measuredRows(version, limitsOf(settings.fit))} />
        </LineContainer>
      ) : (
        <MessageBar
          intent="info"
          message={
            snapshot.hasPlaceholder ? 'A placeholder is shown until the run is done.' : 'No version yet.'
          }
        />
      )}
      <LineContainer uniqueId="Tabs" label="Generate, fit, library">
        <fieldset className={mergeClasses(lines.group, classes.tabs)} aria-label="Open in the pane">
          {TABS.map(({ tab, ...button }) => (
            <Button
              key={tab}
              appearance="secondary"
              {...button}
              onClick={() => paneContext.open(tab, asset)}
            />
          ))}
        </fieldset>
      </LineContainer>
    </>
  );
};
