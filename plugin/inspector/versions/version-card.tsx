import { Button } from '@babylonjs/inspector';
import { Badge } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import type { AssetVersion, GeneratedAssetSnapshot } from '../../asset/contract.ts';
import { Card } from '../cards/card.tsx';
import { fitLine } from '../fit/fit-text.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { countText, geometryText, makerText, memoryLine } from '../run/run-text.ts';
import { VersionThumbnail } from '../thumbnails/model-thumbnail.tsx';
import { writeCard } from '../viewport/card-transfer.ts';
import { FromLibrary } from './from-library.tsx';
import { VersionActions } from './version-actions.tsx';
import { versionDetails } from './version-details.ts';

interface VersionCardProps {
  readonly controller: PaneController;
  readonly asset: GeneratedAssetSnapshot;
  readonly version: AssetVersion;
}

/** One version: two lines of measured numbers, buttons, and everything else behind "Details". */
export const VersionCard: FunctionComponent<VersionCardProps> = ({ controller, asset, version }) => {
  const isShown = version.id === asset.shownVersionId;
  const maker = makerText(version, controller.providers);
  return (
    <Card
      name={`Version ${version.number}`}
      thumbnail={
        <VersionThumbnail
          controller={controller}
          assetId={asset.id}
          image={asset.image}
          version={version}
          size="start"
        />
      }
      badges={
        <>
          {isShown && (
            <Badge appearance="tint" color="brand">
              Shown
            </Badge>
          )}
          {version.isLocal && (
            <Badge appearance="tint" color="informative" title={maker}>
              Local
            </Badge>
          )}
        </>
      }
      facts={
        version.fit
          ? [fitLine(version.fit), `Original: ${countText(version.stats.triangles)} triangles`]
          : [geometryText(version.stats), memoryLine(version.stats)]
      }
      isCurrent={isShown}
      action={`Show version ${version.number}`}
      isDisabled={isShown}
      onPress={() => controller.runs.show(version.id)}
      onDragStart={(transfer) =>
        writeCard(transfer, { kind: 'version', assetId: asset.id, versionId: version.id })
      }
      details={versionDetails(version, controller.providers)}
      actions={<VersionActions controller={controller} asset={asset} version={version} />}
    >
      {isShown && version.fit && (
        <Button
          appearance="secondary"
          label="Show original"
          title="Shows the model as it was made. Undo brings the fit back."
          onClick={() => controller.fit.showMaster()}
        />
      )}
      <FromLibrary controller={controller} asset={asset} version={version} />
    </Card>
  );
};
