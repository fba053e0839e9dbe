import { LineContainer, MessageBar } from '@babylonjs/inspector';
import { makeStyles } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import type { GeneratedAsset } from '../../asset/contract.ts';
import { useCurrent, useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { AssetRow } from './asset-row.tsx';

const useStyles = makeStyles({ list: { margin: 0, padding: 0, listStyleType: 'none' } });

interface AssetsSectionProps {
  readonly controller: PaneController;
  readonly onPick: (asset: GeneratedAsset) => void;
}

/** All generated assets of the scene; choosing one makes it current and selects it in the Scene Explorer. */
export const AssetsSection: FunctionComponent<AssetsSectionProps> = ({ controller, onPick }) => {
  const classes = useStyles();
  const { assets } = useSnapshot(controller.generator);
  const { asset: current } = useCurrent(controller);
  if (assets.length === 0)
    return <MessageBar intent="info" message="No generated assets in this scene yet." />;
  return (
    <LineContainer uniqueId="assets" label="Generated assets">
      <ul className={classes.list} aria-label="Generated assets">
        {assets.map((asset) => (
          <AssetRow
            key={asset.id}
            asset={asset}
            thumbnails={controller.thumbnails}
            isCurrent={asset === current}
            onPick={() => onPick(asset)}
          />
        ))}
      </ul>
    </LineContainer>
  );
};
