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
    padding: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalM}`,
  },
  foot: {
    display: 'flex',
    flexDirection: 'column',
    flexShrink: 0,
    gap: tokens.spacingVerticalXXS,
    maxHeight: '60%',
    overflowY: 'auto',
    padding: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalM}`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
});

interface TabPanelProps {
  readonly label: string;
  /** A {@link PanelFoot}: stays in view below what scrolls. */
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

/** The part of a tab that stays in view: what is going on, and the main buttons. */
export const PanelFoot: FunctionComponent<PropsWithChildren<{ readonly label: string }>> = (props) => {
  const classes = useStyles();
  return (
    <section className={classes.foot} aria-label={props.label}>
      {props.children}
    </section>
  );
};
