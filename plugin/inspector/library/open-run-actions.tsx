import { Button } from '@babylonjs/inspector';
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { type FunctionComponent, useRef, useState } from 'react';
import type { OpenRun } from '../../generator/library-contract.ts';
import { useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { Question } from '../shared/question.tsx';
import { useLineStyles } from '../shared/styles.ts';
import { GO_ON } from './library-controller.ts';

interface OpenRunActionsProps {
  readonly controller: PaneController;
  readonly run: OpenRun;
  readonly name: string;
  readonly onGone: () => void;
}

// Three buttons in a narrow pane, in few lines.
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

const FORGET = 'Discard this run? The service may still finish it; a paid result is then not downloaded.';
const SEND_AGAIN =
  'Submit this run again? If the service accepted the first one, you pay twice. Check fal.ai/dashboard/requests first.';

/** What may be done about an interrupted run. What may cost money or lose a result takes a second step. */
export const OpenRunActions: FunctionComponent<OpenRunActionsProps> = (props) => {
  const { controller, run, name, onGone } = props;
  const { library } = controller;
  const classes = useStyles();
  const lines = useLineStyles();
  const { busy } = useSnapshot(library);
  const [asking, setAsking] = useState<'send' | 'forget'>();
  const sender = useRef<HTMLButtonElement>(null);
  const forgetter = useRef<HTMLButtonElement>(null);
  const isBusy = busy.has(run.id) || busy.has(GO_ON);
  const { state } = run;
  if (state === 'elsewhere') return null;

  // The button that was pressed is disabled or gone from here on: the focus goes to the list.
  const pressed = (work: (id: string) => Promise<void>) => () => {
    setAsking(undefined);
    onGone();
    return work(run.id);
  };
  const ask = asking && {
    text: asking === 'send' ? SEND_AGAIN : FORGET,
    yes: asking === 'send' ? 'Submit again' : 'Forget',
    onYes: pressed(asking === 'send' ? library.resubmitAsync : library.forget),
    asker: asking === 'send' ? sender : forgetter,
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
            onClick={pressed(() => library.goOn())}
          />
        )}
        {state === 'stalled' && (
          <Button
            appearance="primary"
            label="Take over"
            title={`Resume ${name} in this tab: free`}
            disabled={isBusy}
            onClick={pressed(library.takeOver)}
          />
        )}
        {state === 'unconfirmed' && (
          <>
            <Button
              appearance="primary"
              label="Check again"
              title={`Ask the service about ${name} once more: free`}
              disabled={isBusy}
              onClick={pressed(library.checkRunAsync)}
            />
            <Button
              ref={sender}
              appearance="secondary"
              label="Submit again…"
              disabled={isBusy}
              onClick={() => setAsking('send')}
            />
          </>
        )}
        <Button
          ref={forgetter}
          appearance="secondary"
          label={state === 'ended' ? 'Dismiss' : 'Forget…'}
          disabled={isBusy}
          onClick={state === 'ended' ? pressed(library.forget) : () => setAsking('forget')}
        />
      </div>
      {ask && <Question key={asking} {...ask} no="Not now" onNo={() => setAsking(undefined)} />}
    </div>
  );
};
