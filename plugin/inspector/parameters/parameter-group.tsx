import type { FunctionComponent } from 'react';
import type { ParameterGroup as Group } from '../../recipe/parameter-spec.ts';
import { useRemarks, useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { ParameterLine } from './parameter-line.tsx';

/** Every parameter of one group, in the table's order. */
export const ParameterGroup: FunctionComponent<{ controller: PaneController; group: Group }> = (props) => {
  const { controller, group } = props;
  const { parameters } = useSnapshot(controller).settings;
  const issues = useRemarks(controller.generator, parameters);
  return controller.generator.parameters
    .filter((row) => row.group === group)
    .map((row) => (
      <ParameterLine
        key={row.name}
        row={row}
        controller={controller}
        parameters={parameters}
        issues={issues}
      />
    ));
};
