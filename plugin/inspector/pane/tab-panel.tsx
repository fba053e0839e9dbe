import { makeStyles, tokens } from '@fluentui/react-components';
import type { FunctionComponent, PropsWithChildren, ReactNode } from 'react';

const useStyles = makeStyles({
  panel: { display: 'flex', flexDirection: 'column', flex: 1, minHeight: 0 },
  list: {
    display: 'flex',
    flexDirection: 'column',
    flex: 1,
    minHeight: 0,
    overflowY: 'auto',
    // What does not fit scrolls instead of shrinking.
    '& > *': { flexShrink: 0 },
    gap: tokens.spacingVerticalXXS,
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}`,
  },
});

interface TabPanelProps {
  readonly label: string;
  /** Stays in view below what scrolls. */
  readonly foot?: ReactNode;
}

/** One tab's content: a part that scrolls when it has to, and one that does not. */
export const TabPanel: FunctionComponent<PropsWithChildren<TabPanelProps>> = ({ label, foot, children }) => {
  const classes = useStyles();
  return (
    <div role="tabpanel" aria-label={label} className={classes.panel}>
      <div className={classes.list}>{children}</div>
      {foot}
    </div>
  );
};
