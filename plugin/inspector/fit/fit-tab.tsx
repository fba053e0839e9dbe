import { MessageBar } from '@babylonjs/inspector';
import { type FunctionComponent, useEffect } from 'react';
import type { PaneController } from '../pane/pane-controller.ts';
import { TabPanel } from '../pane/tab-panel.tsx';
import { FitFolds } from './controls/fit-folds.tsx';
import { TextureLines } from './controls/texture-lines.tsx';
import { TrianglesLines } from './controls/triangles-lines.tsx';
import { ViewLines } from './controls/view-lines.tsx';
import { FitFoot } from './sections/fit-foot.tsx';
import { FitNumbers } from './sections/fit-numbers.tsx';
import { FitSubject } from './sections/fit-subject.tsx';
import { useFit } from './use-fit.ts';

/** Fits the shown version to a budget, locally and for free. */
export const FitTab: FunctionComponent<{ controller: PaneController }> = ({ controller }) => {
  const view = useFit(controller);
  const asset = view?.asset;
  const versionId = view?.version.id;
  useEffect(
    () => (asset && versionId !== undefined ? controller.fit.attach(asset) : undefined),
    [controller, asset, versionId],
  );
  if (!view)
    return (
      <TabPanel label="Fit">
        <MessageBar
          intent="info"
          message="Here you make a finished model lighter, for free. Generate a model or drop a GLB."
        />
      </TabPanel>
    );
  return (
    <TabPanel label="Fit" foot={<FitFoot controller={controller} view={view} />}>
      <FitSubject controller={controller} view={view} />
      <TrianglesLines view={view} />
      <TextureLines view={view} />
      <FitNumbers view={view} />
      <ViewLines view={view} />
      <FitFolds view={view} />
    </TabPanel>
  );
};
