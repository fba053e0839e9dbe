import { StringDropdown } from '@babylonjs/inspector';
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { BUDGET_PRESETS, type BudgetPresetId } from '../../../budget/presets.ts';
import type { PaneController } from '../../pane/pane-controller.ts';
import { useControlName } from '../../shared/use-control-name.ts';
import { presetOf } from '../fit-request.ts';
import type { FitPartProps } from '../use-fit.ts';
import { VersionPicker } from './version-picker.tsx';

const useStyles = makeStyles({
  row: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalXS, alignItems: 'center' },
  version: { flex: '1 1 106px' },
  preset: { flex: '1 1 146px' },
  field: { minWidth: 0, '& .fui-Dropdown': { width: '100%', minWidth: 0 } },
});

const PRESETS = BUDGET_PRESETS.map(({ id, label }) => ({ label, value: id }));

/** What is fitted, and to which budget. */
export const FitSubject: FunctionComponent<FitPartProps & { controller: PaneController }> = (props) => {
  const { controller, view } = props;
  const { fit, asset, version, settings, isLocked } = view;
  const classes = useStyles();
  const presetField = useControlName('Budget preset');
  const preset = presetOf(settings);
  return (
    <div className={classes.row}>
      <div className={mergeClasses(classes.field, classes.version)}>
        <VersionPicker controller={controller} asset={asset} version={version} />
      </div>
      <div ref={presetField} className={mergeClasses(classes.field, classes.preset)} title={preset.source}>
        <StringDropdown
          value={preset.id}
          options={PRESETS}
          disabled={isLocked}
          onChange={(id) => fit.choosePreset(id as BudgetPresetId)}
        />
      </div>
    </div>
  );
};
