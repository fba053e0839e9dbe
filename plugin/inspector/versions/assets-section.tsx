import { LineContainer } from '@babylonjs/inspector';
import type { FunctionComponent } from 'react';
import type { GeneratedAsset } from '../../asset/contract.ts';
import { CardList } from '../cards/card-list.tsx';
import { useCurrent, useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { AssetCard } from './asset-card.tsx';

interface AssetsSectionProps {
  readonly controller: PaneController;
  readonly onPick: (asset: GeneratedAsset) => void;
}

/** All generated assets of the scene; choosing one makes it current and selects it in the Scene Explorer. */
export const AssetsSection: FunctionComponent<AssetsSectionProps> = ({ controller, onPick }) => {
  const { assets } = useSnapshot(controller.generator);
  const { asset: current } = useCurrent(controller);
  return (
    <LineContainer uniqueId="assets" label="Generated assets">
      <CardList label="Generated assets">
        {assets.map((asset) => (
          <AssetCard
            key={asset.id}
            controller={controller}
            asset={asset}
            isCurrent={asset === current}
            onPick={() => onPick(asset)}
          />
        ))}
      </CardList>
    </LineContainer>
  );
};
