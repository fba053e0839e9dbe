import {
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { type FunctionComponent, useState } from 'react';
import { plainText } from '../../../plain-text.ts';
import type { PaneController } from '../../pane-controller.ts';
import { DismissButton } from '../dismiss-button.tsx';
import { useSnapshot } from '../hooks.ts';

const useStyles = makeStyles({
  block: { flexShrink: 0, padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}` },
});

/** Says once, until it is dismissed, why nothing outlives this page. */
export const StorageNotice: FunctionComponent<{ controller: PaneController }> = ({ controller }) => {
  const classes = useStyles();
  const { error } = useSnapshot(controller.generator.library);
  const [isDismissed, setIsDismissed] = useState(false);
  if (!error || isDismissed) return null;
  return (
    <div className={classes.block} role="status">
      {/* Fluent's own bar: the Inspector's takes no actions. */}
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>{plainText(error.message, 300)}</MessageBarBody>
        <MessageBarActions containerAction={<DismissButton onClick={() => setIsDismissed(true)} />} />
      </MessageBar>
    </div>
  );
};
