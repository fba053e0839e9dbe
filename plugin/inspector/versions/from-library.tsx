import { Button } from '@babylonjs/inspector';
import { Caption1 } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import type { AssetVersion, GeneratedAssetSnapshot } from '../../asset/contract.ts';
import { useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { isBusy } from '../run/run-choice.ts';
import { libraryText } from '../run/run-text.ts';
import { useLineStyles } from '../shared/styles.ts';

interface FromLibraryProps {
  readonly controller: PaneController;
  readonly asset: GeneratedAssetSnapshot;
  readonly version: AssetVersion;
}

/** Says that a version came from the library, and offers to run it anyway. */
export const FromLibrary: FunctionComponent<FromLibraryProps> = ({ controller, asset, version }) => {
  const lines = useLineStyles();
  const { generator } = controller;
  // The price depends on the endpoint.
  useSnapshot(generator);
  const text = libraryText(version);
  if (text === undefined) return null;
  const price = generator.estimate(version.parameters).text;
  return (
    <div className={lines.row}>
      <Caption1>{text}</Caption1>
      <Button
        appearance="secondary"
        label="Run again anyway"
        title={`A new run with the parameters of version ${version.number}: ${price}`}
        disabled={isBusy(asset.run)}
        onClick={() => controller.runs.runVersionAgain(version, { skipLibrary: true })}
      />
    </div>
  );
};
