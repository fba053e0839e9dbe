import { StringDropdown } from '@babylonjs/inspector';
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { BUDGET_PRESETS, type BudgetPresetId } from '../../../budget/presets.ts';
import { useSnapshot } from '../../pane/hooks.ts';
import type { PaneController } from '../../pane/pane-controller.ts';
import { nameText } from '../../run/run-text.ts';
import { useControlName } from '../../shared/use-control-name.ts';
import { presetOf } from '../fit-request.ts';
import type { FitPartProps } from '../use-fit.ts';

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
  const versionField = useControlName('Asset and version');
  const presetField = useControlName('Budget preset');
  const { assets } = useSnapshot(controller.generator);
  const versions = assets.flatMap((listed) =>
    listed.versions.map((each) => ({ asset: listed, version: each, value: `${listed.id} ${each.id}` })),
  );
  const preset = presetOf(settings);
  const name = nameText(asset.getSnapshot().name);

  const choose = (value: string) => {
    const chosen = versions.find((each) => each.value === value);
    if (!chosen) return;
    controller.chooseAsset(chosen.asset);
    controller.runs.show(chosen.version.id);
  };
  return (
    <div className={classes.row}>
      <div
        ref={versionField}
        className={mergeClasses(classes.field, classes.version)}
        title={`${name} · version ${version.number}`}
      >
        <StringDropdown
          value={`${asset.id} ${version.id}`}
          options={versions.map((each) => ({
            value: each.value,
            label: `${nameText(each.asset.getSnapshot().name)} · v${each.version.number}`,
          }))}
          onChange={choose}
        />
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
