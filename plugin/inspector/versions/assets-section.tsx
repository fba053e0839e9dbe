import { LineContainer, MessageBar } from '@babylonjs/inspector';
import type { FunctionComponent } from 'react';
import type { GeneratedAsset } from '../../asset/contract.ts';
import { useCurrent, useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { useLineStyles } from '../shared/styles.ts';
import { AssetRow } from './asset-row.tsx';

interface AssetsSectionProps {
  readonly controller: PaneController;
  readonly onPick: (asset: GeneratedAsset) => void;
}

/** All generated assets of the scene; choosing one makes it current and selects it in the Scene Explorer. */
export const AssetsSection: FunctionComponent<AssetsSectionProps> = ({ controller, onPick }) => {
  const lines = useLineStyles();
  const { assets } = useSnapshot(controller.generator);
  const { asset: current } = useCurrent(controller);
  if (assets.length === 0)
    return <MessageBar intent="info" message="No generated assets in this scene yet." />;
  return (
    <LineContainer uniqueId="assets" label="Generated assets">
      <ul className={lines.cards} aria-label="Generated assets">
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
