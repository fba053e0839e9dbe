import { StringDropdown, Switch } from '@babylonjs/inspector';
import { Caption1 } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { BUDGET_PRESETS, type BudgetPresetId } from '../../../budget/presets.ts';
import { NamedLine } from '../../shared/named-line.tsx';
import { useLineStyles } from '../../shared/styles.ts';
import { presetOf } from '../fit-request.ts';
import type { FitPartProps } from '../use-fit.ts';
import { CustomLimits } from './custom-limits.tsx';

const OPTIONS = BUDGET_PRESETS.map(({ id, label }) => ({ label, value: id }));
const CEILING_HELP =
  'On: the fit reduces until every measured value is within the budget, or says which limit cannot be reached. Off: the values are only compared with the limits.';

/** Which budget applies, and whether it is enforced. */
export const PresetLines: FunctionComponent<FitPartProps> = ({ view }) => {
  const { fit, settings, isLocked, limits } = view;
  const lines = useLineStyles();
  const preset = presetOf(settings);
  const hasLimits = Object.keys(limits).length > 0;
  return (
    <>
      <NamedLine
        label="Budget"
        uniqueId="fitPreset"
        description={preset.source}
        accessibleName="Budget preset"
      >
        <StringDropdown
          className={lines.wideField}
          value={preset.id}
          options={OPTIONS}
          disabled={isLocked}
          onChange={(id) => fit.choosePreset(id as BudgetPresetId)}
        />
      </NamedLine>
      {settings.presetId === 'custom' ? (
        <CustomLimits view={view} />
      ) : (
        <Caption1 className={lines.quiet}>{preset.source}</Caption1>
      )}
      <NamedLine label="Enforce budget" uniqueId="enforceBudget" description={CEILING_HELP}>
        <Switch
          value={settings.enforceBudget}
          disabled={isLocked || !hasLimits}
          onChange={(enforceBudget) => fit.refit({ enforceBudget })}
        />
      </NamedLine>
    </>
  );
};
