import { Button } from '@babylonjs/inspector';
import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import type { PaneController } from '../../pane/pane-controller.ts';
import { PanelFoot } from '../../pane/tab-panel.tsx';
import { shortCountText } from '../../run/run-text.ts';
import { useLineStyles } from '../../shared/styles.ts';
import { expectedText } from '../fit-expectation.ts';
import type { FitPartProps } from '../use-fit.ts';
import { ExportButton } from './export-button.tsx';
import { FitStatus } from './fit-status.tsx';

const useStyles = makeStyles({
  buttons: { display: 'flex', gap: tokens.spacingHorizontalXS },
  main: { flex: 1 },
});

/** Always visible below the controls: what the fit is doing, and its two buttons. */
export const FitFoot: FunctionComponent<FitPartProps & { controller: PaneController }> = (props) => {
  const { controller, view } = props;
  const { fit, state, version, snapshot, plan } = view;
  const classes = useStyles();
  const lines = useLineStyles();
  const isBusy = state.task !== undefined;
  const { facts } = snapshot.fitting;
  const isAhead = !version.fit || Object.keys(state.draft).length > 0;
  return (
    <PanelFoot label="Fit and export">
      <FitStatus view={view}>
        {facts && isAhead && <Caption1 className={lines.quiet}>{expectedText(facts, plan)}</Caption1>}
      </FitStatus>
      <div className={classes.buttons}>
        {isBusy ? (
          <Button
            className={classes.main}
            appearance="secondary"
            label="Cancel fit"
            onClick={() => fit.cancel()}
          />
        ) : version.fit ? (
          <Button
            className={classes.main}
            appearance="secondary"
            label="Show original"
            title="Show the model as it was generated. Undo restores the fit."
            onClick={() => fit.showMaster()}
          />
        ) : (
          <Button
            className={classes.main}
            appearance="primary"
            label={`Fit to ${shortCountText(plan.triangles)} · free`}
            title="Works on this machine: nothing is uploaded"
            onClick={() => fit.change()}
          />
        )}
        <ExportButton controller={controller} view={view} />
      </div>
    </PanelFoot>
  );
};
