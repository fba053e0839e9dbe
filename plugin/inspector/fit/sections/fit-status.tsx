import { Button, LineContainer } from '@babylonjs/inspector';
import { Caption1, makeStyles, ProgressBar, tokens } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { ErrorMessage } from '../../shared/error-message.tsx';
import { useLineStyles } from '../../shared/styles.ts';
import type { FitTaskState } from '../fit-controller.ts';
import { fittingText } from '../fit-text.ts';
import type { FitPartProps } from '../use-fit.ts';

const useStyles = makeStyles({
  head: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalS,
    minHeight: '24px',
  },
});

const TASKS: Readonly<Record<NonNullable<FitTaskState['task']>, string>> = {
  fit: '',
  'apply-to-all': 'All versions: ',
  export: 'Export: ',
  'show-master': '',
};

/** Progress of the fit with a cancel button, or the error. */
export const FitStatus: FunctionComponent<FitPartProps> = ({ view }) => {
  const { fit, state, snapshot } = view;
  const { fitting } = snapshot;
  const classes = useStyles();
  const lines = useLineStyles();
  const isWorking = state.task !== undefined || fitting.phase === 'fitting' || fitting.phase === 'opening';
  const text = fittingText(fitting) ?? (state.task ? 'Fitting' : undefined);
  // Without a measured fraction the bar is indeterminate: the prop is omitted.
  const measured = fitting.fraction === undefined ? {} : { value: fitting.fraction };
  const said = text === undefined ? '' : `${state.task ? TASKS[state.task] : ''}${text}`;
  return (
    <>
      {(isWorking || said !== '') && (
        <LineContainer uniqueId="fitStatus" label="Fit progress">
          <div className={lines.stack}>
            <div className={classes.head}>
              <Caption1 role="status">{said}</Caption1>
              {state.task && (
                <Button appearance="secondary" label="Cancel fit" onClick={() => fit.cancel()} />
              )}
            </div>
            {isWorking && <ProgressBar {...measured} thickness="medium" aria-label={said} />}
          </div>
        </LineContainer>
      )}
      {state.error && (
        <ErrorMessage title="The fit failed" error={state.error} onDismiss={fit.dismissError} />
      )}
    </>
  );
};
