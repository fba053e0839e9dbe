import { Button, LineContainer } from '@babylonjs/inspector';
import { Caption1 } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { shortCountText } from '../../run/run-text.ts';
import { useLineStyles } from '../../shared/styles.ts';
import { expectedText } from '../fit-expectation.ts';
import type { FitPartProps } from '../use-fit.ts';

/** Buttons: fit with the values of the sliders, show the master, apply to all versions. */
export const FitActions: FunctionComponent<FitPartProps> = ({ view }) => {
  const { fit, state, version, snapshot, plan } = view;
  const lines = useLineStyles();
  const isBusy = state.task !== undefined;
  const { facts } = snapshot.fitting;
  const isAhead = !version.fit || Object.keys(state.draft).length > 0;
  return (
    <LineContainer uniqueId="fitActions" label="Fit, show master, apply to all versions">
      <div className={lines.row}>
        {facts && isAhead && <Caption1 className={lines.quiet}>{expectedText(facts, plan)}</Caption1>}
        {!version.fit && (
          <Button
            appearance="primary"
            label={`Fit to ${shortCountText(plan.triangles)}`}
            title="Free: nothing is uploaded"
            disabled={isBusy}
            onClick={() => fit.change()}
          />
        )}
        {version.fit && (
          <Button
            appearance="secondary"
            label="Show master"
            title="Show the model as it was generated. Undo restores the fit."
            disabled={isBusy}
            onClick={() => fit.showMaster()}
          />
        )}
        {version.fit && snapshot.versions.length > 1 && (
          <Button
            appearance="secondary"
            label="Apply to all versions"
            disabled={isBusy}
            onClick={() => fit.applyToAll()}
          />
        )}
      </div>
    </LineContainer>
  );
};
