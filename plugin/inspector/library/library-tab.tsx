import type { FunctionComponent } from 'react';
import type { GeneratedAsset } from '../../asset/contract.ts';
import { useCurrent, useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { TabPanel } from '../pane/tab-panel.tsx';
import { nameText } from '../run/run-text.ts';
import { Heading } from '../shared/heading.tsx';
import { AssetsSection } from '../versions/assets-section.tsx';
import { VersionsSection } from '../versions/versions-section.tsx';
import { LibrarySection } from './library-section.tsx';
import { OpenRuns } from './open-runs.tsx';

interface LibraryTabProps {
  readonly controller: PaneController;
  readonly onPickAsset: (asset: GeneratedAsset) => void;
}

/** Everything that was made: interrupted runs, the asset's versions, the scene's assets, the stored models. */
export const LibraryTab: FunctionComponent<LibraryTabProps> = ({ controller, onPickAsset }) => {
  const { assets } = useSnapshot(controller.generator);
  const { snapshot } = useCurrent(controller);
  return (
    <TabPanel label="Library">
      <OpenRuns controller={controller} />
      {snapshot && snapshot.versions.length > 0 && (
        <>
          <Heading>Versions of {nameText(snapshot.name)}</Heading>
          <VersionsSection controller={controller} asset={snapshot} />
        </>
      )}
      {assets.length > 0 && (
        <>
          <Heading>In this scene</Heading>
          <AssetsSection controller={controller} onPick={onPickAsset} />
        </>
      )}
      <Heading>Stored models</Heading>
      <LibrarySection controller={controller} />
    </TabPanel>
  );
};
