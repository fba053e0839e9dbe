import { Caption1, makeStyles, mergeClasses, ProgressBar, tokens } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import type { GeneratedAssetSnapshot } from '../../asset/contract.ts';
import { plainText } from '../../core/plain-text.ts';
import { isLive } from '../../generation/run-snapshot.ts';
import { useNow } from '../pane/hooks.ts';
import { useLineStyles } from '../shared/styles.ts';
import { assuranceText, doneText, durationText, phaseText } from './run-text.ts';

const useStyles = makeStyles({
  head: { display: 'flex', justifyContent: 'space-between', gap: tokens.spacingHorizontalS },
  time: { flexShrink: 0, fontVariantNumeric: 'tabular-nums' },
  log: { fontFamily: tokens.fontFamilyMonospace },
});

interface RunStatusProps {
  readonly asset: GeneratedAssetSnapshot;
  /** Runs cost money. */
  readonly isPaid: boolean;
}

/** Progress or outcome of the current asset's run. */
export const RunStatus: FunctionComponent<RunStatusProps> = ({ asset, isPaid }) => {
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
        <Caption1 role="status">{phaseText(run)}</Caption1>
        <Caption1 className={classes.time}>{durationText(now - run.startedAtMs)}</Caption1>
      </div>
      <ProgressBar {...measured} thickness="medium" aria-label={phaseText(run)} />
      {assurance !== undefined && <Caption1 className={lines.quiet}>{assurance}</Caption1>}
      {log !== undefined && (
        <Caption1 className={mergeClasses(lines.quiet, lines.name, classes.log)} title={log}>
          {log}
        </Caption1>
      )}
    </div>
  );
};
