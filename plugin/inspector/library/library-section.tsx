import { LineContainer, MessageBar } from '@babylonjs/inspector';
import { Caption1 } from '@fluentui/react-components';
import { type FunctionComponent, useEffect } from 'react';
import { useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { useLineStyles } from '../shared/styles.ts';
import { unreadableText } from './library-text.ts';
import { LibraryUsageLine } from './library-usage-line.tsx';
import { MasterList } from './master-list.tsx';

// The reason is shown at the top of the pane.
const UNAVAILABLE = 'Nothing is stored for this page. Export what you want to keep.';
const EMPTY =
  'No models yet. Every finished run is stored here, so that you do not pay twice for the same request.';

/** The stored models, which can be added to the scene again for free. */
export const LibrarySection: FunctionComponent<{ controller: PaneController }> = ({ controller }) => {
  const lines = useLineStyles();
  const snapshot = useSnapshot(controller.generator.library);
  useEffect(() => controller.library.open(), [controller]);
  const { state, masters, unreadableRuns } = snapshot;
  if (state === 'unavailable') return <Caption1>{UNAVAILABLE}</Caption1>;
  if (state !== 'open') return <Caption1 role="status">Opening the library…</Caption1>;
  return (
    <>
      <LineContainer uniqueId="libraryUsage" label="Library size">
        <LibraryUsageLine controller={controller} library={snapshot} />
      </LineContainer>
      {masters.length === 0 ? (
        <MessageBar intent="info" message={EMPTY} />
      ) : (
        <LineContainer uniqueId="library" label="Library">
          <MasterList controller={controller} masters={masters} />
        </LineContainer>
      )}
      {unreadableRuns > 0 && <Caption1 className={lines.quiet}>{unreadableText(unreadableRuns)}</Caption1>}
    </>
  );
};
