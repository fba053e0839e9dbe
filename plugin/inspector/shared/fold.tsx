import { makeStyles, tokens } from '@fluentui/react-components';
import { ChevronDownRegular, ChevronRightRegular } from '@fluentui/react-icons';
import { type FunctionComponent, type PropsWithChildren, useId, useState } from 'react';
import { useIsTall } from '../pane/use-tall.ts';

const useStyles = makeStyles({
  head: {
    display: 'flex',
    alignItems: 'center',
    flexShrink: 0,
    gap: tokens.spacingHorizontalXS,
    width: '100%',
    minHeight: '24px',
    padding: 0,
    color: tokens.colorNeutralForeground1,
    backgroundColor: 'transparent',
    border: 'none',
    borderRadius: tokens.borderRadiusMedium,
    fontFamily: 'inherit',
    fontSize: tokens.fontSizeBase300,
    fontWeight: tokens.fontWeightSemibold,
    textAlign: 'start',
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
});

interface FoldProps {
  readonly title: string;
  /** Open at first where the pane has the height for it. */
  readonly opensWhenTall?: boolean;
}

/** A heading that shows its content when pressed. Closed at first, and not rendered while closed. */
export const Fold: FunctionComponent<PropsWithChildren<FoldProps>> = (props) => {
  const { title, opensWhenTall = false, children } = props;
  const classes = useStyles();
  const isTall = useIsTall();
  const [chosen, setChosen] = useState<boolean>();
  const isOpen = chosen ?? (opensWhenTall && isTall);
  const id = useId();
  return (
    <>
      <button
        type="button"
        className={classes.head}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setChosen(!isOpen)}
      >
        {isOpen ? <ChevronDownRegular /> : <ChevronRightRegular />}
        {title}
      </button>
      {isOpen && <div id={id}>{children}</div>}
    </>
  );
};
