import { Caption1, makeStyles, ProgressBar, tokens } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import type { GeneratedAssetSnapshot } from '../../asset/contract.ts';
import { plainText } from '../../core/plain-text.ts';
import { phaseText } from '../../generation/phase-text.ts';
import { isLive } from '../../generation/run-snapshot.ts';
import { useNow } from '../pane/hooks.ts';
import { useLineStyles } from '../shared/styles.ts';
import { assuranceText, doneText, durationText } from './run-text.ts';

const useStyles = makeStyles({
  head: { display: 'flex', justifyContent: 'space-between', gap: tokens.spacingHorizontalS },
  time: { flexShrink: 0, fontVariantNumeric: 'tabular-nums' },
});

interface RunStatusProps {
  readonly asset: GeneratedAssetSnapshot;
  /** Runs cost money. */
  readonly isPaid: boolean;
  /** How long such a run usually takes. */
  readonly typical: string | undefined;
}

const percentText = (fraction: number | undefined) =>
  fraction === undefined ? '' : `${Math.round(100 * fraction)} % · `;

/** Progress or outcome of the current asset's run. */
export const RunStatus: FunctionComponent<RunStatusProps> = ({ asset, isPaid, typical }) => {
  const classes = useStyles();
  const lines = useLineStyles();
  const { run } = asset;
  const live = isLive(run);
  const now = useNow(live);
  if (!run) return null;
  if (!live) {
    const isPlain = run.phase === 'done' || run.phase === 'cancelled';
    return (
      <Caption1 role="status">
        {isPlain ? (run.phase === 'done' ? doneText(asset) : phaseText(run)) : null}
      </Caption1>
    );
  }
  const lastLog = run.logs.at(-1)?.message;
  const log = lastLog === undefined ? undefined : plainText(lastLog);
  const assurance = assuranceText(run, isPaid);
  // Without a measured fraction the bar is indeterminate: the prop is omitted.
  const measured = run.fraction === undefined ? {} : { value: run.fraction };
  return (
    <div className={lines.stack}>
      <div className={classes.head}>
        <Caption1 role="status" className={lines.name} title={log}>
          {phaseText(run)}
        </Caption1>
        <Caption1 className={classes.time}>
          {percentText(run.fraction)}
          {durationText(now - run.startedAtMs)}
          {typical !== undefined && ` of ${typical}`}
        </Caption1>
      </div>
      <ProgressBar {...measured} thickness="medium" aria-label={phaseText(run)} />
      {assurance !== undefined && <Caption1 className={lines.quiet}>{assurance}</Caption1>}
    </div>
  );
};
