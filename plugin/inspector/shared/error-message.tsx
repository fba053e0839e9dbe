import { MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import type { FunctionComponent, PropsWithChildren } from 'react';
import type { ImageTo3DError } from '../../core/errors.ts';
import { plainText } from '../../core/plain-text.ts';
import { DismissButton } from './dismiss-button.tsx';

interface ErrorMessageProps {
  readonly title: string;
  readonly error: ImageTo3DError;
  readonly intent?: 'error' | 'warning';
  /** One more sentence, such as what an action costs. */
  readonly note?: string;
  readonly onDismiss?: () => void;
}

/** What went wrong and what to do next; the actions, if any, come as children. */
export const ErrorMessage: FunctionComponent<PropsWithChildren<ErrorMessageProps>> = (props) => {
  const { title, error, intent = 'error', note, onDismiss, children } = props;
  return (
    <div role="alert">
      {/* Fluent's own bar: the Inspector's has no actions. */}
      <MessageBar intent={intent} layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{title}</MessageBarTitle>
          {plainText(error.message, 300)} {error.advice}
          {error.requestId !== undefined && ` Request ${plainText(error.requestId, 80)}.`}
          {note !== undefined && ` ${note}`}
        </MessageBarBody>
        {(children || onDismiss) && (
          <MessageBarActions
            {...(onDismiss ? { containerAction: <DismissButton onClick={onDismiss} /> } : {})}
          >
            {children}
          </MessageBarActions>
        )}
      </MessageBar>
    </div>
  );
};
