import {
  Caption1,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
} from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { plainText } from '../../core/plain-text.ts';
import type { OpenRun } from '../../generator/library-contract.ts';
import { useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { nameText } from '../run/run-text.ts';
import { useLineStyles } from '../shared/styles.ts';
import { momentText, openRunText } from './library-text.ts';
import { OpenRunActions } from './open-run-actions.tsx';

const INTENTS = {
  elsewhere: 'info',
  waiting: 'info',
  stalled: 'warning',
  unconfirmed: 'warning',
  ended: 'error',
} as const satisfies Record<OpenRun['state'], string>;

const useStyles = makeStyles({
  bar: { alignItems: 'start' },
  body: { minWidth: 0, whiteSpace: 'normal', overflowWrap: 'anywhere' },
});

interface OpenRunRowProps {
  readonly controller: PaneController;
  readonly run: OpenRun;
  /** Called before the row that has the focus is removed. */
  readonly onRowRemoved: () => void;
}

/** One interrupted run: its state and buttons. */
export const OpenRunRow: FunctionComponent<OpenRunRowProps> = ({ controller, run, onRowRemoved }) => {
  const classes = useStyles();
  const lines = useLineStyles();
  const { checkedAtMs, busy } = useSnapshot(controller.library);
  const name = nameText(run.assetName);
  return (
    <li aria-label={name}>
      <MessageBar className={classes.bar} intent={INTENTS[run.state]} layout="multiline">
        <MessageBarBody className={classes.body}>
          <div className={lines.stack}>
            <Caption1 aria-live="polite">
              <MessageBarTitle>{name}</MessageBarTitle>
              {` started ${momentText(run.startedAtMs)}. `}
              {busy.has(run.id) ? 'Working…' : openRunText(run, checkedAtMs.get(run.id))}
              {run.error && ` ${plainText(run.error.message, 300)} ${run.error.advice}`}
              {run.requestId !== undefined && ` Request ${plainText(run.requestId, 80)}.`}
            </Caption1>
            <OpenRunActions controller={controller} run={run} name={name} onRowRemoved={onRowRemoved} />
          </div>
        </MessageBarBody>
      </MessageBar>
    </li>
  );
};
