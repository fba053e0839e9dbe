import { Button } from '@babylonjs/inspector';
import { makeStyles } from '@fluentui/react-components';
import { ArrowRedoRegular, ArrowUndoRegular } from '@fluentui/react-icons';
import type { FunctionComponent } from 'react';
import { useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';

const useStyles = makeStyles({ buttons: { display: 'flex', flexShrink: 0 } });

/** Undo and redo of what the generator did to the scene: runs, versions, fits. */
export const HistoryButtons: FunctionComponent<{ controller: PaneController }> = ({ controller }) => {
  const classes = useStyles();
  const { canUndo, canRedo } = useSnapshot(controller.generator);
  return (
    <div className={classes.buttons}>
      <Button
        appearance="subtle"
        icon={ArrowUndoRegular}
        ariaLabel="Undo"
        title="Undo (Ctrl+Z)"
        disabled={!canUndo}
        onClick={() => controller.runs.undo()}
      />
      <Button
        appearance="subtle"
        icon={ArrowRedoRegular}
        ariaLabel="Redo"
        title="Redo (Ctrl+Shift+Z)"
        disabled={!canRedo}
        onClick={() => controller.runs.redo()}
      />
    </div>
  );
};
