import { makeStyles, tokens } from '@fluentui/react-components';
import { type FunctionComponent, useEffect, useRef } from 'react';
import type { OpenRun } from '../../generator/library-contract.ts';
import { useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { OpenRunRow } from './open-run-row.tsx';

const useStyles = makeStyles({
  block: {
    display: 'flex',
    flexDirection: 'column',
    flexShrink: 0,
    gap: tokens.spacingVerticalXS,
  },
  list: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
    margin: 0,
    padding: 0,
    listStyleType: 'none',
    outlineStyle: 'none',
  },
});

/** The open runs, and runs with a running action, so that their rows do not disappear and come back. */
function useShownRuns({ generator, library }: PaneController): readonly OpenRun[] {
  const { openRuns } = useSnapshot(generator.library);
  const { busy } = useSnapshot(library);
  const before = useRef<readonly OpenRun[]>([]);
  const isOpen = new Set(openRuns.map(({ id }) => id));
  const shown = [...openRuns, ...before.current.filter(({ id }) => busy.has(id) && !isOpen.has(id))];
  useEffect(() => {
    before.current = shown;
  });
  return shown.sort((a, b) => a.startedAtMs - b.startedAtMs);
}

/** Runs that were interrupted by a reload or a crash, shown first in the Library tab. */
export const OpenRuns: FunctionComponent<{ controller: PaneController }> = ({ controller }) => {
  const classes = useStyles();
  const runs = useShownRuns(controller);
  const list = useRef<HTMLUListElement>(null);
  if (runs.length === 0) return null;
  return (
    <section className={classes.block} aria-label="Interrupted runs">
      {/* Takes the focus when the row that had it is removed. */}
      <ul ref={list} tabIndex={-1} className={classes.list} aria-label="Interrupted runs">
        {runs.map((run) => (
          <OpenRunRow
            key={run.id}
            controller={controller}
            run={run}
            onRowRemoved={() => list.current?.focus()}
          />
        ))}
      </ul>
    </section>
  );
};
