import { LineContainer } from '@babylonjs/inspector';
import { Button, Caption1, Caption1Strong, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowUndoRegular, CheckmarkCircleRegular, WarningRegular } from '@fluentui/react-icons';
import type { FunctionComponent } from 'react';
import { findingText, findingWords } from '../../../budget/finding-text.ts';
import type { LintFinding } from '../../../budget/master-facts.ts';
import { REPAIRS } from '../../../budget/repairs.ts';
import type { FitPartProps, FitView } from '../use-fit.ts';

const useStyles = makeStyles({
  list: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXXS,
    margin: 0,
    padding: 0,
    listStyleType: 'none',
  },
  item: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, minWidth: 0 },
  icon: { flexShrink: 0, fontSize: '16px', display: 'flex' },
  text: { flex: 1, minWidth: 0, overflowWrap: 'anywhere' },
  button: { flexShrink: 0, minWidth: 0 },
  good: { color: tokens.colorStatusSuccessForeground1 },
  warning: { color: tokens.colorStatusWarningForeground1 },
});

function isFixed({ kind }: LintFinding, { version, settings }: FitView): boolean {
  if (kind === 'webp-required') return settings.exportFormat === 'plain';
  return version.fit?.plan.repairs.includes(kind) ?? false;
}

/** Problems found in the master, each with a button that fixes it, and one that takes that back. */
export const LintList: FunctionComponent<FitPartProps> = ({ view }) => {
  const { fit, snapshot, isLocked } = view;
  const classes = useStyles();
  const { findings } = snapshot.fitting;
  if (!findings) return null;
  return (
    <LineContainer
      uniqueId="fitLint"
      label={`Findings: ${REPAIRS.map(({ label }) => label.toLowerCase()).join(', ')}, WebP`}
    >
      {findings.length === 0 ? (
        <Caption1>No problems were found in the original.</Caption1>
      ) : (
        <ul className={classes.list} aria-label="Found in the original">
          {findings.map((finding) => {
            const isDone = isFixed(finding, view);
            const { label, fix } = findingWords(finding.kind);
            return (
              <li key={finding.kind} className={classes.item}>
                <span className={classes.icon}>
                  {isDone ? (
                    <CheckmarkCircleRegular className={classes.good} />
                  ) : (
                    <WarningRegular className={classes.warning} />
                  )}
                </span>
                <span className={classes.text}>
                  <Caption1Strong>{label}: </Caption1Strong>
                  <Caption1>{findingText(finding)}</Caption1>
                </span>
                {isDone && <Caption1>Done</Caption1>}
                {/* Fluent's own: the Inspector's is half as high again. */}
                <Button
                  size="small"
                  className={classes.button}
                  appearance={isDone ? 'subtle' : 'secondary'}
                  aria-label={`${isDone ? 'Undo' : fix}: ${label}`}
                  title={`${isDone ? 'Undo' : fix}: ${label}`}
                  icon={isDone ? <ArrowUndoRegular /> : null}
                  disabled={isLocked}
                  onClick={() => fit.repair(finding.kind, !isDone)}
                >
                  {isDone ? null : fix}
                </Button>
              </li>
            );
          })}
        </ul>
      )}
    </LineContainer>
  );
};
