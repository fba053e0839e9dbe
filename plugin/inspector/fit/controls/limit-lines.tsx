import { ButtonLine, Switch } from '@babylonjs/inspector';
import { Caption1 } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { NamedLine } from '../../shared/named-line.tsx';
import { useLineStyles } from '../../shared/styles.ts';
import { presetOf } from '../fit-request.ts';
import type { FitPartProps } from '../use-fit.ts';
import { CustomLimits } from './custom-limits.tsx';
import { QualityLine } from './quality-line.tsx';

const CEILING_HELP =
  'On: the fit reduces until every value is within the budget, or names the limit it cannot reach. Off: values are only compared with the limits.';

/** How strictly the budget applies, the user's own limits, and how carefully is baked. */
export const LimitLines: FunctionComponent<FitPartProps> = ({ view }) => {
  const { fit, settings, isLocked, limits, version, snapshot, state } = view;
  const lines = useLineStyles();
  const hasLimits = Object.keys(limits).length > 0;
  return (
    <>
      {settings.presetId === 'custom' ? (
        <CustomLimits view={view} />
      ) : (
        <Caption1 className={lines.quiet}>{presetOf(settings).source}</Caption1>
      )}
      <NamedLine label="Enforce budget" uniqueId="enforceBudget" description={CEILING_HELP}>
        <Switch
          value={settings.enforceBudget}
          disabled={isLocked || !hasLimits}
          onChange={(enforceBudget) => fit.refit({ enforceBudget })}
        />
      </NamedLine>
      <QualityLine view={view} />
      {version.fit && snapshot.versions.length > 1 && (
        <ButtonLine
          uniqueId="applyToAll"
          label="Apply to all versions"
          disabled={state.task !== undefined}
          onClick={() => fit.applyToAll()}
        />
      )}
    </>
  );
};
