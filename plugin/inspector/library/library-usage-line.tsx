import { Button } from '@babylonjs/inspector';
import { Caption1, makeStyles } from '@fluentui/react-components';
import { ShieldCheckmarkRegular } from '@fluentui/react-icons';
import type { FunctionComponent } from 'react';
import type { AssetLibrarySnapshot } from '../../generator/library-contract.ts';
import { useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { useLineStyles } from '../shared/styles.ts';
import { usageText } from './library-text.ts';

const PROMISED = 'This browser will not delete it automatically.';
const REFUSED = 'This browser may delete it when storage space is low. Export important models.';
const VOLATILE = 'Stored in memory only: closing this page deletes it.';

const useStyles = makeStyles({ text: { flex: '1 1 150px', minWidth: 0 } });

interface LibraryUsageLineProps {
  readonly controller: PaneController;
  readonly library: AssetLibrarySnapshot;
}

/** How much is stored, how much fits, and whether the browser may delete it. */
export const LibraryUsageLine: FunctionComponent<LibraryUsageLineProps> = ({ controller, library }) => {
  const classes = useStyles();
  const lines = useLineStyles();
  const { persistAnswer, busy } = useSnapshot(controller.library);
  const isPersisted = library.usage?.isPersisted === true || persistAnswer === true;
  const word = !library.isDurable
    ? VOLATILE
    : isPersisted
      ? PROMISED
      : persistAnswer === false
        ? REFUSED
        : undefined;
  return (
    <div className={lines.stack}>
      <div className={lines.row}>
        <Caption1 className={classes.text}>{usageText(library)}</Caption1>
        {library.isDurable && !isPersisted && (
          <Button
            appearance="secondary"
            label="Keep safe"
            title="Ask the browser not to delete this site's storage automatically"
            icon={ShieldCheckmarkRegular}
            disabled={busy.has('persist')}
            onClick={() => controller.library.persist()}
          />
        )}
      </div>
      <Caption1 role="status" className={lines.quiet}>
        {word}
      </Caption1>
    </div>
  );
};
