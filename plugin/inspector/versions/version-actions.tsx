import { Button } from '@babylonjs/inspector';
import {
  ArrowClockwiseRegular,
  ArrowDownloadRegular,
  DeleteRegular,
  OptionsRegular,
} from '@fluentui/react-icons';
import type { FunctionComponent } from 'react';
import type { AssetVersion, GeneratedAssetSnapshot } from '../../asset/contract.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { isBusy } from '../run/run-choice.ts';
import { useCost } from '../run/use-cost.ts';
import { downloadGlb, glbFileName } from '../shared/download.ts';

interface VersionActionsProps {
  readonly controller: PaneController;
  readonly asset: GeneratedAssetSnapshot;
  readonly version: AssetVersion;
}

/** Buttons for one version. */
export const VersionActions: FunctionComponent<VersionActionsProps> = ({ controller, asset, version }) => {
  const { runs } = controller;
  const name = `version ${version.number}`;
  const { price } = useCost(controller, 1, version.parameters);
  return (
    <>
      <Button
        title={`Use the parameters of ${name}`}
        appearance="subtle"
        icon={OptionsRegular}
        onClick={() => controller.copyParametersFrom(version)}
      />
      <Button
        title={price === undefined ? `Run ${name} again` : `Run ${name} again · ${price}`}
        appearance="subtle"
        icon={ArrowClockwiseRegular}
        disabled={isBusy(asset.run)}
        onClick={() => runs.runVersionAgain(version)}
      />
      <Button
        title={`Download ${name} as GLB`}
        appearance="subtle"
        icon={ArrowDownloadRegular}
        onClick={(event) => {
          if (!event) return;
          const fileName = glbFileName(asset.name, version.number);
          downloadGlb(event.currentTarget.ownerDocument, fileName, version.master);
        }}
      />
      <Button
        title={`Remove ${name}`}
        appearance="subtle"
        icon={DeleteRegular}
        disabled={asset.versions.length < 2}
        onClick={() => runs.remove(version.id)}
      />
    </>
  );
};
