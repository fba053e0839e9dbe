import { LineContainer } from '@babylonjs/inspector';
import { Badge, Caption1 } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { useLineStyles } from '../../shared/styles.ts';
import type { FitPartProps } from '../use-fit.ts';

/** Says what a fit costs and what it starts from. */
export const FitHeading: FunctionComponent<FitPartProps> = ({ view }) => {
  const lines = useLineStyles();
  const { name } = view.snapshot;
  return (
    <LineContainer uniqueId="fitHeading" label="Fit: free on this machine">
      <div className={lines.row}>
        <Badge appearance="tint" color="success">
          Free · on this machine
        </Badge>
        <Caption1 className={lines.quiet}>
          {`${name}, version ${view.version.number}. Every fit starts from its master.`}
        </Caption1>
      </div>
    </LineContainer>
  );
};
