import type { FunctionComponent } from 'react';
import { fullLabel, type ParameterSpec } from '../../recipe/parameter-spec.ts';
import type { ParameterIssue } from '../../recipe/provider.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import type { ModelParameters } from '../pane/settings.ts';
import { IssueMessages } from '../shared/issue-messages.tsx';
import { NamedLine } from '../shared/named-line.tsx';
import { ResetButton } from '../shared/reset-button.tsx';
import { useLineStyles } from '../shared/styles.ts';
import { NamedChoices } from './named-choices.tsx';
import { ParameterField } from './parameter-field.tsx';
import { TargetField } from './target-field.tsx';

interface ParameterLineProps {
  readonly row: ParameterSpec;
  readonly controller: PaneController;
  readonly parameters: ModelParameters;
  readonly issues: readonly ParameterIssue[];
}

/** One parameter: name and help, control, reset button, issues. */
export const ParameterLine: FunctionComponent<ParameterLineProps> = (props) => {
  const { row, controller, parameters, issues } = props;
  const { provider } = controller.generator;
  const lines = useLineStyles();
  const { name, label } = row;
  const initial = provider.defaults[name] ?? 0;
  const value = parameters[name] ?? initial;
  const change = (next: number | boolean) => controller.changeParameters({ [name]: next });
  const hasPresets = row.kind === 'integer' && row.presets;
  return (
    <>
      <NamedLine
        label={label}
        uniqueId={name}
        description={row.help}
        accessibleName={fullLabel(row, provider.parameters)}
      >
        <div className={lines.control}>
          {hasPresets ? (
            <TargetField spec={row} value={Number(value)} onChange={change} />
          ) : row.kind === 'choice' && row.choiceNames ? (
            <NamedChoices spec={row} controller={controller} value={Number(value)} onChange={change} />
          ) : (
            <ParameterField spec={row} value={value} onChange={change} />
          )}
          <ResetButton name={label} isDefault={value === initial} onReset={() => change(initial)} />
        </div>
      </NamedLine>
      <IssueMessages issues={issues} parameter={name} />
    </>
  );
};
