import { Button, SpinButton } from '@babylonjs/inspector';
import { ToggleButton } from '@fluentui/react-components';
import { ArrowShuffleRegular, LockClosedRegular, LockOpenRegular } from '@fluentui/react-icons';
import type { FunctionComponent } from 'react';
import type { PaneController } from '../pane/pane-controller.ts';
import { MAX_SEED, type PaneSettings } from '../pane/settings.ts';
import { NamedField } from '../shared/named-field.tsx';
import { useLineStyles } from '../shared/styles.ts';

const HELP =
  'The same image, parameters and seed give the same model. Unlocked: each run gets a new seed, unless the library has a result for this image. Typing a seed locks it.';

/** The seed: a locked number, or a new one for every run. */
export const SeedField: FunctionComponent<{ controller: PaneController; settings: PaneSettings }> = (
  props,
) => {
  const { controller, settings } = props;
  const lines = useLineStyles();
  const { isSeedLocked, seed } = settings;
  return (
    <NamedField label="Seed" description={HELP}>
      <div className={lines.control}>
        <SpinButton
          className={lines.wideNumber}
          min={0}
          max={MAX_SEED}
          step={1}
          precision={0}
          forceInt
          disableDragButton
          value={seed}
          onChange={(value) => controller.changeSettings({ seed: value, isSeedLocked: true })}
        />
        <Button
          title="New random seed"
          appearance="transparent"
          icon={ArrowShuffleRegular}
          onClick={() => controller.drawSeed()}
        />
        {/* Fluent's own toggle: the Inspector's cannot have our accessible name. */}
        <ToggleButton
          size="small"
          appearance="transparent"
          checked={isSeedLocked}
          aria-label="Lock the seed"
          title={isSeedLocked ? 'Locked: every run uses this seed' : 'Unlocked: every run gets a new seed'}
          icon={isSeedLocked ? <LockClosedRegular /> : <LockOpenRegular />}
          onClick={() => controller.changeSettings({ isSeedLocked: !isSeedLocked })}
        />
      </div>
    </NamedField>
  );
};
