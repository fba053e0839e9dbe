import { Button } from '@babylonjs/inspector';
import { Body1Strong, makeStyles, tokens } from '@fluentui/react-components';
import { type FunctionComponent, useMemo } from 'react';
import type { GeneratedAsset } from '../../asset/contract.ts';
import type { Subscribable } from '../../core/subscribable.ts';
import { isLive } from '../../generation/run-snapshot.ts';
import { subscribeToAll, useCurrent, useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { listedOf } from './batch-controller.ts';
import { BatchTile } from './batch-tile.tsx';

const useStyles = makeStyles({
  head: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalXS,
    minHeight: '28px',
  },
  tiles: {
    display: 'flex',
    gap: tokens.spacingHorizontalXXS,
    margin: 0,
    padding: '2px',
    border: 'none',
    minWidth: 0,
    overflowX: 'auto',
  },
});

/** How many of these assets are being generated. */
function liveCountOf(assets: readonly GeneratedAsset[]): Subscribable<number> {
  return {
    getSnapshot: () =>
      assets.filter((asset) => {
        const { run, isDisposed } = asset.getSnapshot();
        return !isDisposed && isLive(run);
      }).length,
    subscribe: (listener) => subscribeToAll(assets, listener),
  };
}

interface BatchStripProps {
  readonly controller: PaneController;
  readonly onPick: (asset: GeneratedAsset) => void;
}

/** The assets that were generated together with the current one, side by side; of variations one can be kept. */
export const BatchStrip: FunctionComponent<BatchStripProps> = ({ controller, onPick }) => {
  const classes = useStyles();
  const { batches, generator } = controller;
  const state = useSnapshot(batches);
  const { asset: current } = useCurrent(controller);
  const assets = listedOf(state, generator);
  const live = useSnapshot(useMemo(() => liveCountOf(state.batch?.assets ?? []), [state.batch]));
  if (!state.batch || assets.length < 2 || !current || !assets.includes(current)) return null;
  const isVariations = state.batch.kind === 'variations';
  const ended = assets.length - live;
  const what = isVariations ? 'variations' : 'models';
  return (
    <>
      <div className={classes.head}>
        <Body1Strong role="status">
          {live > 0 ? `${ended} of ${assets.length} ${what} done` : `${assets.length} ${what}`}
        </Body1Strong>
        {live > 0 ? (
          <Button appearance="subtle" label="Cancel all" onClick={() => batches.cancelAll()} />
        ) : (
          isVariations && (
            <Button
              appearance="secondary"
              label="Keep only this one"
              title="Takes the others out of the scene. They stay in the Library, and Undo brings them back."
              disabled={current.getSnapshot().versions.length === 0}
              onClick={() => batches.keep(current)}
            />
          )
        )}
      </div>
      <fieldset className={classes.tiles} aria-label={isVariations ? 'Variations' : 'Generated together'}>
        {assets.map((asset, at) => (
          <BatchTile
            key={asset.id}
            controller={controller}
            asset={asset}
            {...(isVariations ? { number: at + 1 } : {})}
            isCurrent={asset === current}
            onPick={() => onPick(asset)}
          />
        ))}
      </fieldset>
    </>
  );
};
