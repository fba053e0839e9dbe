import { makeStyles, tokens } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { rowsOf } from '../../recipe/parameter-spec.ts';
import { useParameterIssues, useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { ParameterLine } from './parameter-line.tsx';
import { SeedField } from './seed-field.tsx';
import { SizeField } from './size-field.tsx';

const useStyles = makeStyles({
  pair: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    columnGap: tokens.spacingHorizontalS,
    minHeight: '32px',
  },
});

/** What decides price and weight: the provider's main parameters, then size and seed. */
export const MainParameters: FunctionComponent<{ controller: PaneController }> = ({ controller }) => {
  const classes = useStyles();
  const { settings } = useSnapshot(controller);
  const { generator } = controller;
  const { parameters } = settings;
  const issues = useParameterIssues(generator, parameters);
  return (
    <>
      {rowsOf(generator.provider.parameters, 'budget').map((row) => (
        <ParameterLine
          key={row.name}
          row={row}
          controller={controller}
          parameters={parameters}
          issues={issues}
        />
      ))}
      <div className={classes.pair}>
        <SizeField controller={controller} size={settings.size} />
        <SeedField controller={controller} settings={settings} />
      </div>
    </>
  );
};
