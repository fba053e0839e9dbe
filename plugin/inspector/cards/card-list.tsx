import { makeStyles, tokens } from '@fluentui/react-components';
import type { FunctionComponent, PropsWithChildren, RefObject } from 'react';
import { WIDE } from '../shared/styles.ts';

const useStyles = makeStyles({
  list: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    [WIDE]: { gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' },
    alignItems: 'start',
    gap: tokens.spacingVerticalXS,
    margin: 0,
    padding: 0,
    listStyleType: 'none',
    outlineStyle: 'none',
  },
});

interface CardListProps {
  readonly label: string;
  /** To give the focus to the list when the card that has it is removed. */
  readonly listRef?: RefObject<HTMLUListElement | null>;
}

/** Cards below each other; side by side where the pane is wide. */
export const CardList: FunctionComponent<PropsWithChildren<CardListProps>> = (props) => {
  const { label, listRef, children } = props;
  const classes = useStyles();
  return (
    <ul {...(listRef ? { ref: listRef } : {})} tabIndex={-1} className={classes.list} aria-label={label}>
      {children}
    </ul>
  );
};
