import { Body1, makeStyles, tokens } from '@fluentui/react-components';
import type { FunctionComponent, PropsWithChildren } from 'react';
import { useControlName } from './use-control-name.ts';

const useStyles = makeStyles({
  field: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, minWidth: 0 },
});

interface NamedFieldProps {
  readonly label: string;
  /** Shown in a tooltip. */
  readonly description: string;
}

/** A label and a field as wide as they need, for several in one row. */
export const NamedField: FunctionComponent<PropsWithChildren<NamedFieldProps>> = (props) => {
  const { label, description, children } = props;
  const classes = useStyles();
  const field = useControlName(label);
  return (
    <div ref={field} className={classes.field} title={description}>
      <Body1>{label}</Body1>
      {children}
    </div>
  );
};
