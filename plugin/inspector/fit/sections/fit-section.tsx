import { MessageBar } from '@babylonjs/inspector';
import { type FunctionComponent, useEffect } from 'react';
import type { PaneController } from '../../pane/pane-controller.ts';
import { ColliderLines } from '../controls/collider-lines.tsx';
import { LodLine } from '../controls/lod-line.tsx';
import { PresetLines } from '../controls/preset-lines.tsx';
import { QualityLine } from '../controls/quality-line.tsx';
import { TextureLines } from '../controls/texture-lines.tsx';
import { TrianglesLines } from '../controls/triangles-lines.tsx';
import { ViewLines } from '../controls/view-lines.tsx';
import { useFit } from '../use-fit.ts';
import { FitActions } from './fit-actions.tsx';
import { FitHeading } from './fit-heading.tsx';
import { FitNumbers } from './fit-numbers.tsx';
import { FitStatus } from './fit-status.tsx';
import { LintList } from './lint-list.tsx';
import { SceneNumbers } from './scene-numbers.tsx';

/** Fits the shown version to a budget, locally and for free. */
export const FitSection: FunctionComponent<{ controller: PaneController }> = ({ controller }) => {
  const view = useFit(controller);
  const asset = view?.asset;
  const versionId = view?.version.id;
  useEffect(
    () => (asset && versionId !== undefined ? controller.fit.attach(asset) : undefined),
    [controller, asset, versionId],
  );
  if (!view)
    return (
      <MessageBar
        intent="info"
        message="Reduce the triangles and textures of a finished version, or fit it to a budget: fast, free, as often as you like. Generate a model or drop a GLB."
      />
    );
  return (
    <>
      <FitHeading view={view} />
      <PresetLines view={view} />
      <TrianglesLines view={view} />
      <TextureLines view={view} />
      <QualityLine view={view} />
      <FitActions view={view} />
      <FitStatus view={view} />
      <FitNumbers view={view} />
      <SceneNumbers view={view} />
      <ViewLines view={view} />
      <LodLine view={view} />
      <ColliderLines view={view} />
      <LintList view={view} />
    </>
  );
};
