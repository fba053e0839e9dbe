import { Button } from '@babylonjs/inspector';
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { type FunctionComponent, useRef, useState } from 'react';
import type { OpenRun } from '../../generator/library-contract.ts';
import { useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { Question } from '../shared/question.tsx';
import { useLineStyles } from '../shared/styles.ts';
import { RESUME_ALL } from './library-controller.ts';

interface OpenRunActionsProps {
  readonly controller: PaneController;
  readonly run: OpenRun;
  readonly name: string;
  readonly onRowRemoved: () => void;
}

// Smaller, so that three buttons fit into a narrow pane.
const useStyles = makeStyles({
  buttons: {
    '& button': {
      minWidth: 'auto',
      fontSize: tokens.fontSizeBase200,
      paddingLeft: tokens.spacingHorizontalS,
      paddingRight: tokens.spacingHorizontalS,
    },
  },
});

const DISCARD = 'Discard this run? The service may still finish it; a paid result is then not downloaded.';
const SUBMIT_AGAIN =
  'Submit this run again? If the service accepted the first one, you pay twice. Check fal.ai/dashboard/requests first.';

/** Buttons for an interrupted run. Actions that may cost money or lose a result ask first. */
export const OpenRunActions: FunctionComponent<OpenRunActionsProps> = (props) => {
  const { controller, run, name, onRowRemoved } = props;
  const { library } = controller;
  const classes = useStyles();
  const lines = useLineStyles();
  const { busy } = useSnapshot(library);
  const [confirming, setConfirming] = useState<'submit' | 'discard'>();
  const submitButton = useRef<HTMLButtonElement>(null);
  const discardButton = useRef<HTMLButtonElement>(null);
  const isBusy = busy.has(run.id) || busy.has(RESUME_ALL);
  const { state } = run;
  if (state === 'elsewhere') return null;

  // The pressed button is now disabled or removed: move the focus to the list.
  const handle = (work: (id: string) => Promise<void>) => () => {
    setConfirming(undefined);
    onRowRemoved();
    return work(run.id);
  };
  const question = confirming && {
    text: confirming === 'submit' ? SUBMIT_AGAIN : DISCARD,
    yes: confirming === 'submit' ? 'Submit again' : 'Discard',
    onYes: handle(confirming === 'submit' ? library.resubmitAsync : library.discard),
    trigger: confirming === 'submit' ? submitButton : discardButton,
  };
  return (
    <div className={mergeClasses(lines.stack, classes.buttons)}>
      <div className={lines.row}>
        {state === 'waiting' && (
          <Button
            appearance="primary"
            label="Resume"
            title={`Resume ${name} and the other waiting runs: free`}
            disabled={isBusy}
            onClick={handle(() => library.resumeRuns())}
          />
        )}
        {state === 'stalled' && (
          <Button
            appearance="primary"
            label="Take over"
            title={`Resume ${name} in this tab: free`}
            disabled={isBusy}
            onClick={handle(library.takeOver)}
          />
        )}
        {state === 'unconfirmed' && (
          <>
            <Button
              appearance="primary"
              label="Check again"
              title={`Ask the service about ${name} once more: free`}
              disabled={isBusy}
              onClick={handle(library.checkRunAsync)}
            />
            <Button
              ref={submitButton}
              appearance="secondary"
              label="Submit again…"
              disabled={isBusy}
              onClick={() => setConfirming('submit')}
            />
          </>
        )}
        <Button
          ref={discardButton}
          appearance="secondary"
          label={state === 'ended' ? 'Dismiss' : 'Discard…'}
          disabled={isBusy}
          onClick={state === 'ended' ? handle(library.discard) : () => setConfirming('discard')}
        />
      </div>
      {question && (
        <Question key={confirming} {...question} no="Not now" onNo={() => setConfirming(undefined)} />
      )}
    </div>
  );
};
