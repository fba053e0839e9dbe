import { type FunctionComponent, useEffect, useState } from 'react';
import { mayContainImage, sourcesFromTransfer } from '../image/image-transfer.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { hasCard, readCard } from './card-transfer.ts';
import { type DragHint, DropHint } from './drop-hint.tsx';
import { groundPoint } from './ground-point.ts';
import { ViewFrame } from './view-frame.tsx';
import type { ViewportDrop } from './viewport-drop.ts';

function kindOf(transfer: DataTransfer): DragHint['kind'] {
  if (hasCard(transfer)) return 'card';
  const files = [...transfer.items].filter(({ kind }) => kind === 'file');
  return files.length === 0 || files.some(({ type }) => type.startsWith('image/')) ? 'image' : 'file';
}

interface DropTargetProps {
  readonly controller: PaneController;
  readonly onDrop: (drop: ViewportDrop) => void;
}

/** Lets images, GLBs and cards of the pane be dropped on the canvas, and shows where they will stand. */
export const DropTarget: FunctionComponent<DropTargetProps> = ({ controller, onDrop }) => {
  const { scene } = controller.generator;
  const canvas = scene.getEngine().getRenderingCanvas();
  const [hint, setHint] = useState<DragHint>();
  useEffect(() => {
    if (!canvas) return undefined;
    const end = new AbortController();
    const pointOf = ({ clientX, clientY }: DragEvent) => {
      const { left, top, width, height } = canvas.getBoundingClientRect();
      const { size } = controller.getSnapshot().settings;
      return groundPoint(scene, { x: (clientX - left) / width, y: (clientY - top) / height }, size);
    };
    /** What the page itself accepts is left to it. */
    const carries = ({ defaultPrevented, dataTransfer }: DragEvent) =>
      !defaultPrevented && dataTransfer && (mayContainImage(dataTransfer) || hasCard(dataTransfer))
        ? dataTransfer
        : undefined;
    const dragged = (event: DragEvent) => {
      const transfer = carries(event);
      if (!transfer) return;
      event.preventDefault();
      transfer.dropEffect = 'copy';
      setHint({ kind: kindOf(transfer), position: pointOf(event) });
    };
    const dropped = (event: DragEvent) => {
      setHint(undefined);
      const transfer = carries(event);
      if (!transfer) return;
      // Without this the browser opens the file instead of the page.
      event.preventDefault();
      event.stopPropagation();
      const [card, sources] = [readCard(transfer), sourcesFromTransfer(transfer)];
      if (card || sources.length > 0) onDrop({ sources, card, position: pointOf(event) });
    };
    canvas.addEventListener('dragenter', dragged, end);
    canvas.addEventListener('dragover', dragged, end);
    canvas.addEventListener('dragleave', () => setHint(undefined), end);
    canvas.addEventListener('drop', dropped, end);
    return () => end.abort();
  }, [canvas, scene, controller, onDrop]);
  if (!hint) return null;
  return (
    <ViewFrame scene={scene}>
      {(rect) => <DropHint controller={controller} hint={hint} rect={rect} />}
    </ViewFrame>
  );
};
