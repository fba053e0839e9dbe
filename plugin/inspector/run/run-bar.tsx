import { Button, Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowRightRegular } from '@fluentui/react-icons';
import type { FunctionComponent } from 'react';
import { shownVersion } from '../../asset/contract.ts';
import { isLive } from '../../generation/run-snapshot.ts';
import { localNotice } from '../../recipe/local-remarks.ts';
import { VARIATIONS } from '../batch/batch-controller.ts';
import { useCurrent, useParameterIssues, useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { imageForRun } from '../pane/pane-state.ts';
import { PanelFoot } from '../pane/tab-panel.tsx';
import { useLineStyles } from '../shared/styles.ts';
import { refusalIn } from './check-parameters.ts';
import { RunButton } from './run-button.tsx';
import { chooseRun } from './run-choice.ts';
import { RunProblem } from './run-problem.tsx';
import { RunStatus } from './run-status.tsx';
import { type RunCost, useCost } from './use-cost.ts';

const useStyles = makeStyles({
  notes: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalS,
  },
  lighter: { flexShrink: 0 },
});

const priced = (label: string, { price }: RunCost) => (price === undefined ? label : `${label} · ${price}`);

/** Always visible below the parameters: the state of the run, the button with its price, the engine. */
export const RunBar: FunctionComponent<{ controller: PaneController }> = ({ controller }) => {
  const classes = useStyles();
  const lines = useLineStyles();
  const { state, snapshot } = useCurrent(controller);
  const { generator, runs } = controller;
  const { endpoint } = useSnapshot(generator);
  const cost = useCost(controller);
  const variationsCost = useCost(controller, VARIATIONS);
  const issues = useParameterIssues(generator, state.settings.parameters);
  const choice = chooseRun(state, snapshot, refusalIn(issues));
  const live = isLive(snapshot?.run);
  const isCancelling = snapshot?.run?.cancelRequested === true;
  // Progress and problems are already shown above.
  const saysWhy = live || snapshot?.run?.phase === 'unconfirmed';
  const engine = endpoint.isLocal
    ? localNotice(generator.provider.label)
    : `${endpoint.label}${cost.duration === undefined ? '' : ` · usually ${cost.duration}`}`;
  const image = imageForRun(state, snapshot);
  const others = [
    ...(choice.primary === 'run-again'
      ? [{ label: priced('Generate as a new asset', cost), onPress: () => runs.generateNew() }]
      : []),
    {
      label: priced(`${VARIATIONS} variations`, variationsCost),
      onPress: () => image && controller.batches.vary(image),
    },
  ];
  const label = priced(choice.label, cost);
  return (
    <PanelFoot label="Run">
      {snapshot && <RunStatus asset={snapshot} isPaid={!endpoint.isLocal} typical={cost.duration} />}
      {snapshot && <RunProblem controller={controller} asset={snapshot} isConfirming={state.isConfirming} />}
      <RunButton
        label={live ? (isCancelling ? 'Cancelling…' : 'Cancel') : label}
        title={live ? 'Cancel this run' : (choice.blockedBy ?? `${label} (Ctrl+Enter)`)}
        isDisabled={live ? isCancelling : choice.blockedBy !== undefined}
        isCancel={live}
        onPress={() => (live ? runs.cancel() : runs.run())}
        others={choice.canGenerateNew ? others : []}
      />
      <div className={classes.notes}>
        <Caption1 className={lines.quiet}>
          {choice.blockedBy !== undefined && !saysWhy ? choice.blockedBy : engine}
        </Caption1>
        {shownVersion(snapshot) && !live && (
          // Fluent's own: the Inspector's is 32 px high.
          <Button
            className={classes.lighter}
            appearance="subtle"
            size="small"
            icon={<ArrowRightRegular />}
            iconPosition="after"
            onClick={() => controller.openTab('fit')}
          >
            Make it lighter
          </Button>
        )}
      </div>
    </PanelFoot>
  );
};
