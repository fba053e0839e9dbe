import { ButtonLine, LineContainer, SpinButton } from '@babylonjs/inspector';
import { Caption1 } from '@fluentui/react-components';
import { ArrowResetRegular } from '@fluentui/react-icons';
import type { FunctionComponent } from 'react';
import { rowsOf } from '../../recipe/parameter-spec.ts';
import { useCurrent, useParameterIssues } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { SIZE_RANGE } from '../pane/settings.ts';
import { RunCost } from '../run/run-cost.tsx';
import { NamedLine } from '../shared/named-line.tsx';
import { ResetButton } from '../shared/reset-button.tsx';
import { useLineStyles } from '../shared/styles.ts';
import { ParameterLine } from './parameter-line.tsx';
import { SeedLine } from './seed-line.tsx';

/** The main parameters and the price: target, textures, grid; then seed and size. */
export const BudgetSection: FunctionComponent<{ controller: PaneController }> = ({ controller }) => {
  const lines = useLineStyles();
  const { state, snapshot } = useCurrent(controller);
  const { settings } = state;
  const { generator } = controller;
  const { provider } = generator;
  const { parameters } = settings;
  const issues = useParameterIssues(generator, parameters);
  const hasVersion = (snapshot?.versions.length ?? 0) > 0;
  const changed = Object.entries(provider.defaults).filter(
    ([name, value]) => parameters[name] !== value,
  ).length;
  return (
    <>
      <LineContainer uniqueId="modelCost" label="Price of a run">
        <RunCost controller={controller} parameters={parameters} />
        <Caption1 className={lines.quiet}>
          {hasVersion
            ? 'These apply to every run. To change only triangles or textures, use Fit: it is free.'
            : 'These apply to every run. You can fit the result to fewer triangles later for free.'}
        </Caption1>
      </LineContainer>
      {rowsOf(provider.parameters, 'budget').map((row) => (
        <ParameterLine
          key={row.name}
          row={row}
          controller={controller}
          parameters={parameters}
          issues={issues}
        />
      ))}
      <SeedLine controller={controller} settings={settings} />
      <NamedLine
        label="Size"
        uniqueId="size"
        description="Longest side of a new asset in the scene, in metres."
      >
        <div className={lines.control}>
          <SpinButton
            className={lines.field}
            {...SIZE_RANGE}
            step={0.1}
            unit="m"
            value={settings.size}
            onChange={(size) => controller.changeSettings({ size })}
          />
          <ResetButton
            name="Size"
            isDefault={settings.size === 1}
            onReset={() => controller.changeSettings({ size: 1 })}
          />
        </div>
      </NamedLine>
      {changed > 0 && (
        <ButtonLine
          uniqueId="resetParameters"
          label={changed === 1 ? 'Reset the changed parameter' : `Reset ${changed} changed parameters`}
          icon={ArrowResetRegular}
          onClick={() => controller.resetParameters()}
        />
      )}
    </>
  );
};
