import { type FunctionComponent, useEffect } from 'react';
import type { PaneController } from '../pane/pane-controller.ts';
import { endComparison, useComparedAsset } from './compared-asset.ts';
import { ViewFrame } from './view-frame.tsx';
import { WipeDivider } from './wipe-divider.tsx';

/** The divider of a wipe over the canvas. Escape in the canvas or on the divider ends the comparison. */
export const ComparisonView: FunctionComponent<{ controller: PaneController }> = ({ controller }) => {
  const asset = useComparedAsset(controller);
  const { scene } = controller.generator;
  const isCompared = asset !== undefined;
  const canvas = scene.getEngine().getRenderingCanvas();
  useEffect(() => {
    if (!canvas || !isCompared) return undefined;
    const pressed = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) endComparison(controller);
    };
    canvas.addEventListener('keydown', pressed);
    return () => canvas.removeEventListener('keydown', pressed);
  }, [controller, canvas, isCompared]);
  if (!asset) return null;
  const end = () => {
    endComparison(controller);
    // The divider, which has the focus, disappears.
    canvas?.focus({ preventScroll: true });
  };
  return (
    <ViewFrame scene={scene}>{(rect) => <WipeDivider asset={asset} rect={rect} onEnd={end} />}</ViewFrame>
  );
};
