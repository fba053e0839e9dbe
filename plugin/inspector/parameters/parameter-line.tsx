import type { FunctionComponent } from 'react';
import type { ImageTo3DProvider, ParameterIssue } from '../../recipe/provider.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import type { ModelParameters } from '../pane/settings.ts';
import { IssueMessages } from '../shared/issue-messages.tsx';
import { NamedLine } from '../shared/named-line.tsx';
import { ResetButton } from '../shared/reset-button.tsx';
import { useLineStyles } from '../shared/styles.ts';
import { ParameterField } from './parameter-field.tsx';

export type ParameterRow = ImageTo3DProvider['parameters'][number];

interface ParameterLineProps {
  readonly row: ParameterRow;
  readonly controller: PaneController;
  readonly parameters: ModelParameters;
  readonly issues: readonly ParameterIssue[];
}

/** One parameter: name and help, control, way back to the default, remarks. */
export const ParameterLine: FunctionComponent<ParameterLineProps> = (props) => {
  const { row, controller, parameters, issues } = props;
  const lines = useLineStyles();
  const name = row.name as keyof ModelParameters;
  const value = parameters[name];
  const initial = controller.generator.defaults[name];
  const change = (next: number | boolean) => controller.changeParameters({ [name]: next });
  // Guidance strength and its like come once per stage: the group tells them apart.
  const spoken = row.group === 'budget' || row.group === 'mesh' ? row.label : `${row.group} ${row.label}`;
  return (
    <>
      <NamedLine label={row.label} uniqueId={row.name} description={row.help} accessibleName={spoken}>
        <div className={lines.control}>
          <ParameterField spec={row} value={value} onChange={change} />
          <ResetButton name={row.label} isDefault={value === initial} onReset={() => change(initial)} />
        </div>
      </NamedLine>
      <IssueMessages issues={issues} parameter={row.name} />
    </>
  );
};
