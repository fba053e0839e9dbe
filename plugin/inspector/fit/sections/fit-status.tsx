import { Caption1, ProgressBar } from '@fluentui/react-components';
import type { FunctionComponent, PropsWithChildren } from 'react';
import { ErrorMessage } from '../../shared/error-message.tsx';
import { useLineStyles } from '../../shared/styles.ts';
import type { FitTaskState } from '../fit-controller.ts';
import { fittingText } from '../fit-text.ts';
import type { FitPartProps } from '../use-fit.ts';

const TASKS: Readonly<Record<NonNullable<FitTaskState['task']>, string>> = {
  fit: '',
  'apply-to-all': 'All versions: ',
  export: 'Export: ',
  'show-master': '',
};

/** Progress of the fit, or the error; while there is neither, its children. */
export const FitStatus: FunctionComponent<PropsWithChildren<FitPartProps>> = ({ view, children }) => {
  const { fit, state, snapshot } = view;
  const { fitting } = snapshot;
  const lines = useLineStyles();
  const isWorking = state.task !== undefined || fitting.phase === 'fitting' || fitting.phase === 'opening';
  const text = fittingText(fitting) ?? (state.task ? 'Fitting' : undefined);
  // Without a measured fraction the bar is indeterminate: the prop is omitted.
  const measured = fitting.fraction === undefined ? {} : { value: fitting.fraction };
  const said = text === undefined ? '' : `${state.task ? TASKS[state.task] : ''}${text}`;
  return (
    <>
      {isWorking || said !== '' ? (
        <div className={lines.stack}>
          <Caption1 role="status">{said}</Caption1>
          {isWorking && <ProgressBar {...measured} thickness="medium" aria-label={said} />}
        </div>
      ) : (
        children
      )}
      {state.error && (
        <ErrorMessage title="The fit failed" error={state.error} onDismiss={fit.dismissError} />
      )}
    </>
  );
};
