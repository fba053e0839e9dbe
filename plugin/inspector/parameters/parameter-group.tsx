import type { FunctionComponent } from 'react';
import { type ParameterGroup as Group, rowsOf } from '../../recipe/parameter-spec.ts';
import { useParameterIssues, useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { ParameterLine } from './parameter-line.tsx';

/** Every parameter of one group. */
export const ParameterGroup: FunctionComponent<{ controller: PaneController; group: Group }> = (props) => {
  const { controller, group } = props;
  const { parameters } = useSnapshot(controller).settings;
  const issues = useParameterIssues(controller.generator, parameters);
  return rowsOf(controller.generator.provider.parameters, group).map((row) => (
    <ParameterLine key={row.name} row={row} controller={controller} parameters={parameters} issues={issues} />
  ));
};
