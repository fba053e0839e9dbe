import { Button } from '@babylonjs/inspector';
import { DeleteRegular } from '@fluentui/react-icons';
import type { FunctionComponent } from 'react';
import { type GeneratedAsset, shownStats, shownVersion } from '../../asset/contract.ts';
import { isLive } from '../../generation/run-snapshot.ts';
import { Card } from '../cards/card.tsx';
import { useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { assetStateText, countText, nameText } from '../run/run-text.ts';
import { VersionThumbnail } from '../thumbnails/model-thumbnail.tsx';
import { writeCard } from '../viewport/card-transfer.ts';

interface AssetCardProps {
  readonly controller: PaneController;
  readonly asset: GeneratedAsset;
  readonly isCurrent: boolean;
  readonly onPick: () => void;
}

/** One generated asset of the scene. */
export const AssetCard: FunctionComponent<AssetCardProps> = ({ controller, asset, isCurrent, onPick }) => {
  const snapshot = useSnapshot(asset);
  const name = nameText(snapshot.name);
  const version = shownVersion(snapshot);
  const live = isLive(snapshot.run);
  return (
    <Card
      name={name}
      thumbnail={
        <VersionThumbnail
          controller={controller}
          assetId={asset.id}
          image={snapshot.image}
          version={version}
          size="start"
        />
      }
      facts={[
        assetStateText(snapshot),
        ...(version ? [`${countText(shownStats(version).triangles)} triangles`] : []),
      ]}
      isCurrent={isCurrent}
      action={`Select ${name}`}
      onPress={onPick}
      onDragStart={(transfer) =>
        version && writeCard(transfer, { kind: 'version', assetId: asset.id, versionId: version.id })
      }
      actions={
        <Button
          title={live ? `Cancel the run of ${name} before you remove it` : `Remove ${name} from the scene`}
          appearance="subtle"
          icon={DeleteRegular}
          disabled={live}
          onClick={() => controller.runs.removeAsset(asset)}
        />
      }
    />
  );
};
