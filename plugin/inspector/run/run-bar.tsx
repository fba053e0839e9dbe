import { Button } from '@babylonjs/inspector';
import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { isLive } from '../../generation/run-snapshot.ts';
import { useCurrent, useParameterIssues, useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { ErrorMessage } from '../shared/error-message.tsx';
import { HistoryButtons } from '../versions/history-buttons.tsx';
import { refusalIn } from './check-parameters.ts';
import { chooseRun } from './run-choice.ts';
import { RunCost } from './run-cost.tsx';
import { RunProblem } from './run-problem.tsx';
import { RunStatus } from './run-status.tsx';

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    flexDirection: 'column',
    flexShrink: 0,
    gap: tokens.spacingVerticalXS,
    maxHeight: '60%',
    overflowY: 'auto',
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalXS },
  primary: { flex: '1 1 40%' },
  foot: { display: 'flex', alignItems: 'center', justifyContent: 'space-between', minWidth: 0 },
  secondary: { flex: '1 1 auto' },
});

/** Always visible below the sections: state, buttons and price of a run. */
export const RunBar: FunctionComponent<{ controller: PaneController }> = ({ controller }) => {
  const classes = useStyles();
  const { state, snapshot } = useCurrent(controller);
  const { endpoint } = useSnapshot(controller.generator);
  const { parameters } = state.settings;
  const issues = useParameterIssues(controller.generator, parameters);
  const choice = chooseRun(state, snapshot, refusalIn(issues));
  const live = isLive(snapshot?.run);
  // Progress and problems are already shown above.
  const saysWhy = live || snapshot?.run?.phase === 'unconfirmed';
  return (
    <section className={classes.bar} aria-label="Run">
      {snapshot && <RunStatus asset={snapshot} isPaid={!endpoint.isLocal} />}
      {snapshot && <RunProblem controller={controller} asset={snapshot} isConfirming={state.isConfirming} />}
      {state.actionError && (
        <ErrorMessage
          title="The action failed"
          error={state.actionError}
          onDismiss={controller.dismissError}
        />
      )}
      <div className={classes.buttons}>
        <Button
          className={classes.primary}
          appearance="primary"
          label={choice.label}
          title={choice.blockedBy ?? `${choice.label} (Ctrl+Enter)`}
          disabled={choice.blockedBy !== undefined}
          onClick={() => controller.runs.run()}
        />
        {live && (
          <Button
            className={classes.secondary}
            appearance="secondary"
            label={snapshot?.run?.cancelRequested ? 'Cancelling…' : 'Cancel'}
            disabled={snapshot?.run?.cancelRequested === true}
            onClick={() => controller.runs.cancel()}
          />
        )}
        {choice.canGenerateNew && (
          <Button
            className={classes.secondary}
            appearance="secondary"
            label="Generate as new asset"
            onClick={() => controller.runs.generateNew()}
          />
        )}
      </div>
      {choice.blockedBy !== undefined && !saysWhy && <Caption1>{choice.blockedBy}</Caption1>}
      <div className={classes.foot}>
        <RunCost controller={controller} parameters={parameters} />
        <HistoryButtons controller={controller} />
      </div>
    </section>
  );
};
