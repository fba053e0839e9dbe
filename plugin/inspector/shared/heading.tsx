import { makeStyles, tokens } from '@fluentui/react-components';
import type { FunctionComponent, PropsWithChildren } from 'react';

const useStyles = makeStyles({
  heading: {
    margin: `${tokens.spacingVerticalS} 0 ${tokens.spacingVerticalXXS}`,
    fontSize: tokens.fontSizeBase300,
    fontWeight: tokens.fontWeightSemibold,
    lineHeight: tokens.lineHeightBase300,
  },
});

/** The title of a list within a tab. */
export const Heading: FunctionComponent<PropsWithChildren> = ({ children }) => {
  const classes = useStyles();
  return <h3 className={classes.heading}>{children}</h3>;
};
