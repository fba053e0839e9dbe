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

/** Which engine answers and what a run would cost; an estimate, and it says so. */
export const RunCost: FunctionComponent<RunCostProps> = ({ controller, parameters }) => {
  const lines = useLineStyles();
  const { generator } = controller;
  const { endpoint } = useSnapshot(generator);
  // The endpoint decides the price, so the estimate is made anew with it.
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
