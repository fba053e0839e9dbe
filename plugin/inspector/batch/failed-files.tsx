import {
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
} from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { plainText } from '../../core/plain-text.ts';
import { useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { nameText } from '../run/run-text.ts';
import { DismissButton } from '../shared/dismiss-button.tsx';

const useStyles = makeStyles({
  body: { minWidth: 0, whiteSpace: 'normal', overflowWrap: 'anywhere' },
  list: { margin: 0, padding: 0, listStyleType: 'none' },
});

/** Which of several files could not be used, and why. */
export const FailedFiles: FunctionComponent<{ controller: PaneController }> = ({ controller }) => {
  const classes = useStyles();
  const { failed } = useSnapshot(controller.batches);
  if (failed.length === 0) return null;
  return (
    <div role="alert">
      {/* Fluent's own bar: the Inspector's has no actions. */}
      <MessageBar intent="error" layout="multiline">
        <MessageBarBody className={classes.body}>
          <MessageBarTitle>
            {failed.length === 1 ? '1 file cannot be used' : `${failed.length} files cannot be used`}
          </MessageBarTitle>
          <ul className={classes.list}>
            {failed.map(({ name, error }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two files may have one name, and none moves
              <li key={at}>
                {error.message.startsWith(name) ? '' : `${nameText(name)}: `}
                {plainText(error.message, 200)} {error.advice}
              </li>
            ))}
          </ul>
        </MessageBarBody>
        <MessageBarActions
          containerAction={<DismissButton onClick={() => controller.batches.dismissFailed()} />}
        />
      </MessageBar>
    </div>
  );
};
