import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { type DragEvent, type FunctionComponent, useState } from 'react';
import type { GeneratedAsset } from '../../asset/contract.ts';
import { FitTab } from '../fit/fit-tab.tsx';
import { imageFromTransfer, mayContainImage } from '../image/image-transfer.ts';
import { LibraryTab } from '../library/library-tab.tsx';
import { ResumedMessage } from '../library/resumed-message.tsx';
import { StorageNotice } from '../library/storage-notice.tsx';
import { ErrorMessage } from '../shared/error-message.tsx';
import { GenerateTab } from './generate-tab.tsx';
import { useSnapshot } from './hooks.ts';
import type { PaneController } from './pane-controller.ts';
import { usePaneKeys } from './pane-keys.ts';
import { PaneTabs } from './pane-tabs.tsx';
import { TallProvider, useMeasuredTall } from './use-tall.ts';

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
  // Fluent marks the focus of a field by its lower edge alone, and some of its targets are under 24 px high.
  controls: {
    '& :is(.fui-Input, .fui-SpinButton, .fui-Dropdown):has(:focus-visible)': {
      outline: `2px solid ${tokens.colorStrokeFocus2}`,
    },
    '& .fui-Slider__input': { minHeight: '24px' },
    // The Inspector scales its switches down to 85 %.
    '& .fui-Switch__input': { height: '30px', top: '50%', marginTop: '-15px' },
  },
  message: { flexShrink: 0, padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}` },
});

interface GeneratePaneProps {
  readonly controller: PaneController;
  readonly onPickAsset: (asset: GeneratedAsset) => void;
}

/** The whole pane: one tab at a time. Accepts images and GLBs dropped or pasted anywhere on it. */
export const GeneratePane: FunctionComponent<GeneratePaneProps> = ({ controller, onPickAsset }) => {
  const classes = useStyles();
  const [isOver, setIsOver] = useState(false);
  const keys = usePaneKeys(controller);
  const [pane, isTall] = useMeasuredTall();
  const { settings, actionError, resumed } = useSnapshot(controller);
  const { tab } = settings;

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
      ref={pane}
      className={mergeClasses(classes.pane, classes.controls)}
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
      <PaneTabs controller={controller} />
      <StorageNotice controller={controller} />
      {resumed.length > 0 && (
        <div className={classes.message}>
          <ResumedMessage controller={controller} names={resumed} />
        </div>
      )}
      {actionError && (
        <div className={classes.message}>
          <ErrorMessage title="The action failed" error={actionError} onDismiss={controller.dismissError} />
        </div>
      )}
      <TallProvider value={isTall}>
        {tab === 'generate' && <GenerateTab controller={controller} isOver={isOver} />}
        {tab === 'fit' && <FitTab controller={controller} />}
        {tab === 'library' && <LibraryTab controller={controller} onPickAsset={onPickAsset} />}
      </TallProvider>
    </section>
  );
};
