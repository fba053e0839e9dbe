import { MessageBar } from '@babylonjs/inspector';
import type { FunctionComponent } from 'react';
import type { ParameterIssue } from '../../recipe/provider.ts';

interface IssueMessagesProps {
  readonly issues: readonly ParameterIssue[];
  readonly parameter: string;
}

/** The issues of one parameter, below its line. */
export const IssueMessages: FunctionComponent<IssueMessagesProps> = ({ issues, parameter }) =>
  issues
    .filter((issue) => issue.parameter === parameter)
    .map(({ severity, message }) => (
      <MessageBar key={message} message={message} intent={severity === 'refusal' ? 'error' : 'warning'} />
    ));
