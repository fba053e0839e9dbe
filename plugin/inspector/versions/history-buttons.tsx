import { Button, makeStyles } from '@fluentui/react-components';
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
    // Fluent's own: the Inspector's loses the focus when the last step is undone.
    <div className={classes.buttons}>
      <Button
        appearance="subtle"
        icon={<ArrowUndoRegular />}
        size="small"
        aria-label="Undo"
        title="Undo (Ctrl+Z)"
        disabledFocusable={!canUndo}
        onClick={() => controller.runs.undo()}
      />
      <Button
        appearance="subtle"
        icon={<ArrowRedoRegular />}
        size="small"
        aria-label="Redo"
        title="Redo (Ctrl+Shift+Z)"
        disabledFocusable={!canRedo}
        onClick={() => controller.runs.redo()}
      />
    </div>
  );
};
