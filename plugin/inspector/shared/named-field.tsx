import { Body1, makeStyles, tokens } from '@fluentui/react-components';
import { type FunctionComponent, type PropsWithChildren, useLayoutEffect, useRef } from 'react';

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
  const field = useRef<HTMLDivElement>(null);
  // The shared components drop ARIA attributes, so the name is set on their DOM elements.
  useLayoutEffect(() => field.current?.querySelector('input')?.setAttribute('aria-label', label));
  return (
    <div ref={field} className={classes.field} title={description}>
      <Body1>{label}</Body1>
      {children}
    </div>
  );
};
