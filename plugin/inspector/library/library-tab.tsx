import type { FunctionComponent } from 'react';
import type { GeneratedAsset } from '../../asset/contract.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { TabPanel } from '../pane/tab-panel.tsx';
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
export const LibraryTab: FunctionComponent<LibraryTabProps> = ({ controller, onPickAsset }) => (
  <TabPanel label="Library">
    <OpenRuns controller={controller} />
    <VersionsSection controller={controller} />
    <AssetsSection controller={controller} onPick={onPickAsset} />
    <Heading>Stored models</Heading>
    <LibrarySection controller={controller} />
  </TabPanel>
);
