import type { FunctionComponent } from 'react';
import type { GeneratedAsset } from '../../asset/contract.ts';
import { BatchQuestion } from '../batch/batch-question.tsx';
import { BatchStrip } from '../batch/batch-strip.tsx';
import { FailedFiles } from '../batch/failed-files.tsx';
import { ImageSection } from '../image/image-section.tsx';
import { Reading } from '../image/reading.tsx';
import { AllParameters } from '../parameters/all-parameters.tsx';
import { MainParameters } from '../parameters/main-parameters.tsx';
import { RunBar } from '../run/run-bar.tsx';
import { useSnapshot } from './hooks.ts';
import type { PaneController } from './pane-controller.ts';
import { TabPanel } from './tab-panel.tsx';

interface GenerateTabProps {
  readonly controller: PaneController;
  /** The user drags a file over the pane. */
  readonly isOver: boolean;
  readonly onPickAsset: (asset: GeneratedAsset) => void;
}

/** From an image to an asset, or from several: the images, the parameters that matter, one button. */
export const GenerateTab: FunctionComponent<GenerateTabProps> = (props) => {
  const { controller, isOver, onPickAsset } = props;
  const { asked, reading } = useSnapshot(controller.batches);
  return (
    // One question at a time.
    <TabPanel label="Generate" foot={asked ? undefined : <RunBar controller={controller} />}>
      <FailedFiles controller={controller} />
      <BatchQuestion controller={controller} />
      {reading && <Reading what={`${reading.total} files, ${reading.read} done`} />}
      <BatchStrip controller={controller} onPick={onPickAsset} />
      {!asked && <ImageSection controller={controller} isOver={isOver} />}
      <MainParameters controller={controller} />
      <AllParameters controller={controller} />
    </TabPanel>
  );
};
