import { Button } from '@babylonjs/inspector';
import { ArrowRedoRegular, ArrowUndoRegular } from '@fluentui/react-icons';
import type { FunctionComponent } from 'react';
import type { PaneController } from '../pane-controller.ts';
import { useSnapshot } from './hooks.ts';
import { useLineStyles } from './styles.ts';

/** Undo and redo of what the generator did to the scene. */
export const HistoryButtons: FunctionComponent<{ controller: PaneController }> = ({ controller }) => {
  const lines = useLineStyles();
  const { canUndo, canRedo } = useSnapshot(controller.generator);
  return (
    <div className={lines.row}>
      <Button
        appearance="secondary"
        icon={ArrowUndoRegular}
        label="Undo"
        title="Undo (Ctrl+Z)"
        disabled={!canUndo}
        onClick={() => controller.runs.undo()}
      />
      <Button
        appearance="secondary"
        icon={ArrowRedoRegular}
        label="Redo"
        title="Redo (Ctrl+Shift+Z)"
        disabled={!canRedo}
        onClick={() => controller.runs.redo()}
      />
    </div>
  );
};
