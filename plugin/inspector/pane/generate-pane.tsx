import { ExtensibleAccordion } from '@babylonjs/inspector';
import { makeStyles } from '@fluentui/react-components';
import { type DragEvent, type FunctionComponent, useState } from 'react';
import type { GeneratedAsset } from '../../asset/contract.ts';
import { imageFromTransfer, mayContainImage } from '../image/image-transfer.ts';
import { OpenRuns } from '../library/open-runs.tsx';
import { StorageNotice } from '../library/storage-notice.tsx';
import { RunBar } from '../run/run-bar.tsx';
import type { PaneController } from './pane-controller.ts';
import { usePaneKeys } from './pane-keys.ts';
import { usePaneSections } from './pane-sections.tsx';

const useStyles = makeStyles({
  // A size container: lines adapt to the width of the pane, not of the window.
  pane: {
    display: 'flex',
    flexDirection: 'column',
    flex: 1,
    minHeight: 0,
    width: '100%',
    containerType: 'inline-size',
    overflow: 'hidden',
    outlineStyle: 'none',
  },
});

interface GeneratePaneProps {
  readonly controller: PaneController;
  readonly onPickAsset: (asset: GeneratedAsset) => void;
}

/** The whole pane: scrolling sections and a fixed run bar. Accepts images and GLBs dropped or pasted anywhere on it. */
export const GeneratePane: FunctionComponent<GeneratePaneProps> = ({ controller, onPickAsset }) => {
  const classes = useStyles();
  const [isOver, setIsOver] = useState(false);
  const keys = usePaneKeys(controller);
  const sections = usePaneSections(controller, isOver, onPickAsset);

  function take(transfer: DataTransfer): boolean {
    const source = imageFromTransfer(transfer);
    if (source !== undefined) void controller.input.take(source);
    return source !== undefined;
  }

  const dragged = (event: DragEvent) => {
    if (!mayContainImage(event.dataTransfer)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    setIsOver(true);
  };
  const left = (event: DragEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setIsOver(false);
  };
  const dropped = (event: DragEvent) => {
    setIsOver(false);
    // Without this the browser opens the file instead of the page.
    event.preventDefault();
    event.stopPropagation();
    take(event.dataTransfer);
  };

  return (
    <section
      className={classes.pane}
      aria-label="Generate from image"
      // A click next to the controls focuses the pane, so that it gets the next paste.
      tabIndex={-1}
      onDragEnter={dragged}
      onDragOver={dragged}
      onDragLeave={left}
      onDrop={dropped}
      onPaste={(event) => {
        const isText = (event.target as Partial<Element>).matches?.('input, textarea');
        if (isText && event.clipboardData.files.length === 0) return;
        if (take(event.clipboardData)) event.preventDefault();
      }}
      {...keys}
    >
      <StorageNotice controller={controller} />
      <OpenRuns controller={controller} />
      <ExtensibleAccordion
        uniqueId="GenerateFromImage"
        sections={[]}
        sectionContent={[]}
        context={controller.generator.scene}
        enableSearchItems
        enableHiddenItems
      >
        {sections}
      </ExtensibleAccordion>
      <RunBar controller={controller} />
    </section>
  );
};
