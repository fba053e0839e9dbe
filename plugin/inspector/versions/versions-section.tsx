import { LineContainer } from '@babylonjs/inspector';
import type { FunctionComponent } from 'react';
import type { GeneratedAssetSnapshot } from '../../asset/contract.ts';
import { CardList } from '../cards/card-list.tsx';
import type { PaneController } from '../pane/pane-controller.ts';
import { VersionCard } from './version-card.tsx';

interface VersionsSectionProps {
  readonly controller: PaneController;
  readonly asset: GeneratedAssetSnapshot;
}

/** An asset's versions, newest first. */
export const VersionsSection: FunctionComponent<VersionsSectionProps> = ({ controller, asset }) => (
  <LineContainer uniqueId="versions" label="Versions">
    <CardList label={`Versions of ${asset.name}`}>
      {[...asset.versions].reverse().map((version) => (
        <VersionCard key={version.id} controller={controller} asset={asset} version={version} />
      ))}
    </CardList>
  </LineContainer>
);
