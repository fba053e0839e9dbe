import {
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { type FunctionComponent, useState } from 'react';
import { plainText } from '../../core/plain-text.ts';
import { useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { DismissButton } from '../shared/dismiss-button.tsx';

const useStyles = makeStyles({
  block: { flexShrink: 0, padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}` },
});

/** Says, until it is dismissed, why nothing is stored. */
export const StorageNotice: FunctionComponent<{ controller: PaneController }> = ({ controller }) => {
  const classes = useStyles();
  const { error } = useSnapshot(controller.generator.library);
  const [isDismissed, setIsDismissed] = useState(false);
  if (!error || isDismissed) return null;
  return (
    <div className={classes.block} role="status">
      {/* Fluent's own bar: the Inspector's has no actions. */}
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>{plainText(error.message, 300)}</MessageBarBody>
        <MessageBarActions containerAction={<DismissButton onClick={() => setIsDismissed(true)} />} />
      </MessageBar>
    </div>
  );
};
