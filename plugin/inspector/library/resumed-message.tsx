import { MessageBar, MessageBarActions, MessageBarBody } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { resumedText } from '../extension/notice.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { DismissButton } from '../shared/dismiss-button.tsx';

interface ResumedMessageProps {
  readonly controller: PaneController;
  readonly names: readonly string[];
}

/** Says once which interrupted runs were resumed. */
export const ResumedMessage: FunctionComponent<ResumedMessageProps> = ({ controller, names }) => {
  if (names.length === 0) return null;
  return (
    <div role="status">
      {/* Fluent's own bar: the Inspector's has no actions. */}
      <MessageBar intent="info" layout="multiline">
        <MessageBarBody>{resumedText(names)}. Nothing was sent again.</MessageBarBody>
        <MessageBarActions
          containerAction={<DismissButton onClick={() => controller.announceResumed([])} />}
        />
      </MessageBar>
    </div>
  );
};
