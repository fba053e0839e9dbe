import { Button } from '@babylonjs/inspector';
import { Caption1 } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import type { AssetVersion, GeneratedAssetSnapshot } from '../../generated-asset.ts';
import type { PaneController } from '../pane-controller.ts';
import { isBusy } from '../run-choice.ts';
import { libraryText } from '../run-text.ts';
import { useSnapshot } from './hooks.ts';
import { useLineStyles } from './styles.ts';

interface FromLibraryProps {
  readonly controller: PaneController;
  readonly asset: GeneratedAssetSnapshot;
  readonly version: AssetVersion;
}

/** Says of a version that the library had it, and offers the run that was spared. */
export const FromLibrary: FunctionComponent<FromLibraryProps> = ({ controller, asset, version }) => {
  const lines = useLineStyles();
  const { generator } = controller;
  // The endpoint decides the price.
  useSnapshot(generator);
  const text = libraryText(version);
  if (text === undefined) return null;
  const price = generator.estimate(version.parameters).text;
  return (
    <div className={lines.row}>
      <Caption1>{text}</Caption1>
      <Button
        appearance="secondary"
        label="Generate anew"
        title={`A new run with the parameters of version ${version.number}: ${price}`}
        disabled={isBusy(asset.run)}
        onClick={() => controller.runs.runVersionAgain(version, { anew: true })}
      />
    </div>
  );
};
