import { PropertyLine } from '@babylonjs/inspector';
import { type FunctionComponent, type PropsWithChildren, useLayoutEffect, useRef } from 'react';
import { omitUndefined } from '../../core/omit-undefined.ts';

export interface NamedLineProps {
  readonly label: string;
  /** Unique within its section; the label by default. */
  readonly uniqueId?: string;
  readonly description?: string;
  /** What assistive technology calls the controls in the line; the label by default. */
  readonly accessibleName?: string;
}

// A `label` around its control already names it; Fluent's own buttons have their own names.
const CONTROLS = 'input, select, textarea, [role="combobox"], [role="slider"], [role="spinbutton"]';

/**
 * The Inspector's property line with accessible names: its label does not point at a control, so the inputs inside
 * would have no name for assistive technology.
 */
export const NamedLine: FunctionComponent<PropsWithChildren<NamedLineProps>> = (props) => {
  const { label, uniqueId, description, accessibleName = label, children } = props;
  const line = useRef<HTMLDivElement>(null);

  // The shared components drop ARIA attributes, so the name is set on their DOM elements.
  useLayoutEffect(() => {
    for (const control of line.current?.querySelectorAll(CONTROLS) ?? [])
      control.setAttribute('aria-label', accessibleName);
  });

  return (
    <PropertyLine ref={line} label={label} {...omitUndefined({ uniqueId, description })}>
      {children}
    </PropertyLine>
  );
};
