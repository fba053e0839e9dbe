import { Button } from '@babylonjs/inspector';
import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { type FunctionComponent, type PropsWithChildren, type RefObject, useEffect, useRef } from 'react';
import { useLineStyles } from './styles.ts';

const useStyles = makeStyles({
  question: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
    padding: tokens.spacingVerticalXS,
    borderRadius: tokens.borderRadiusMedium,
    border: `1px solid ${tokens.colorNeutralStrokeAccessible}`,
  },
});

interface QuestionProps {
  readonly text: string;
  readonly yes: string;
  readonly no: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
  /** Gets the focus back when the user declines. */
  readonly trigger: RefObject<HTMLButtonElement | null>;
  /** Why the user cannot agree. */
  readonly blockedBy?: string;
}

/** Asks the user to confirm, in place; what it is about comes as children. The focus is on the safe button; Escape declines. */
export const Question: FunctionComponent<PropsWithChildren<QuestionProps>> = (props) => {
  const { text, yes, no, onYes, onNo, trigger, blockedBy, children } = props;
  const classes = useStyles();
  const lines = useLineStyles();
  const refuse = useRef<HTMLButtonElement>(null);
  useEffect(() => refuse.current?.focus(), []);
  const sayNo = () => {
    trigger.current?.focus();
    onNo();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a column everywhere
    <div
      role="group"
      aria-label={text}
      className={classes.question}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        sayNo();
      }}
    >
      <Caption1>{text}</Caption1>
      {children}
      {blockedBy !== undefined && <Caption1>{blockedBy}</Caption1>}
      <div className={lines.row}>
        <Button appearance="primary" label={yes} disabled={blockedBy !== undefined} onClick={onYes} />
        <Button ref={refuse} appearance="secondary" label={no} onClick={sayNo} />
      </div>
    </div>
  );
};
