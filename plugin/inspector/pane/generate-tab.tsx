import type { FunctionComponent } from 'react';
import { ImageSection } from '../image/image-section.tsx';
import { AllParameters } from '../parameters/all-parameters.tsx';
import { MainParameters } from '../parameters/main-parameters.tsx';
import { RunBar } from '../run/run-bar.tsx';
import type { PaneController } from './pane-controller.ts';
import { TabPanel } from './tab-panel.tsx';

/** From an image to an asset: the image, the parameters that matter, one button. */
export const GenerateTab: FunctionComponent<{ controller: PaneController; isOver: boolean }> = (props) => {
  const { controller, isOver } = props;
  return (
    <TabPanel label="Generate" foot={<RunBar controller={controller} />}>
      <ImageSection controller={controller} isOver={isOver} />
      <MainParameters controller={controller} />
      <AllParameters controller={controller} />
    </TabPanel>
  );
};
