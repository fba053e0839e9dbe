import { SpinButton } from '@babylonjs/inspector';
import { makeStyles } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import type { PaneController } from '../pane/pane-controller.ts';
import { SIZE_RANGE } from '../pane/settings.ts';
import { NamedField } from '../shared/named-field.tsx';

const useStyles = makeStyles({ size: { width: '72px', boxSizing: 'border-box', minWidth: 0 } });

/** Longest side of a new asset. */
export const SizeField: FunctionComponent<{ controller: PaneController; size: number }> = (props) => {
  const { controller, size } = props;
  const classes = useStyles();
  return (
    <NamedField label="Size" description="Longest side of a new asset in the scene, in metres.">
      <SpinButton
        className={classes.size}
        {...SIZE_RANGE}
        step={0.1}
        unit="m"
        value={size}
        onChange={(next) => controller.changeSettings({ size: next })}
      />
    </NamedField>
  );
};
