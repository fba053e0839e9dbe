import { Badge, Caption1 } from '@fluentui/react-components';
import { type FunctionComponent, useMemo } from 'react';
import { localNotice } from '../../recipe/local-remarks.ts';
import { useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import type { ModelParameters } from '../pane/settings.ts';
import { useLineStyles } from '../shared/styles.ts';

interface RunCostProps {
  readonly controller: PaneController;
  readonly parameters: ModelParameters;
}

/** Which engine is used and the estimated cost of a run. */
export const RunCost: FunctionComponent<RunCostProps> = ({ controller, parameters }) => {
  const lines = useLineStyles();
  const { generator } = controller;
  const { endpoint } = useSnapshot(generator);
  // The price depends on the endpoint, so estimate again when it changes.
  const cost = useMemo(() => {
    try {
      return endpoint && generator.estimate(parameters).text;
    } catch {
      return 'No estimate for these parameters';
    }
  }, [generator, parameters, endpoint]);
  return (
    <div className={lines.row}>
      <Badge appearance="tint" color={endpoint.isLocal ? 'informative' : 'brand'}>
        {endpoint.isLocal ? localNotice(generator.provider.label) : endpoint.label}
      </Badge>
      <Caption1>{cost}</Caption1>
    </div>
  );
};
