import { PropertyLine } from '@babylonjs/inspector';
import type { FunctionComponent, PropsWithChildren } from 'react';
import { omitUndefined } from '../../core/omit-undefined.ts';
import { useControlName } from './use-control-name.ts';

export interface NamedLineProps {
  readonly label: string;
  /** Unique within its section; the label by default. */
  readonly uniqueId?: string;
  readonly description?: string;
  /** What assistive technology calls the controls in the line; the label by default. */
  readonly accessibleName?: string;
}

/**
 * The Inspector's property line with accessible names: its label does not point at a control, so the inputs inside
 * would have no name for assistive technology.
 */
export const NamedLine: FunctionComponent<PropsWithChildren<NamedLineProps>> = (props) => {
  const { label, uniqueId, description, accessibleName = label, children } = props;
  const line = useControlName(accessibleName);
  return (
    <PropertyLine ref={line} label={label} {...omitUndefined({ uniqueId, description })}>
      {children}
    </PropertyLine>
  );
};
