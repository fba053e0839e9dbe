import { CounterBadge, makeStyles, PresenceBadge, Tab, TabList, tokens } from '@fluentui/react-components';
import { type FunctionComponent, useEffect } from 'react';
import { shownStats, shownVersion } from '../../asset/contract.ts';
import { measureBudget } from '../../budget/report.ts';
import { limitsOf } from '../fit/fit-request.ts';
import { HistoryButtons } from '../versions/history-buttons.tsx';
import { useCurrent, useSnapshot } from './hooks.ts';
import type { PaneController } from './pane-controller.ts';
import { PANE_TABS, type PaneTab } from './settings.ts';

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    flexShrink: 0,
    paddingRight: tokens.spacingHorizontalS,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  label: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
});

const TITLES: Readonly<Record<PaneTab, string>> = { generate: 'Generate', fit: 'Fit', library: 'Library' };

/** The pane's tabs, and undo and redo beside them. */
export const PaneTabs: FunctionComponent<{ controller: PaneController }> = ({ controller }) => {
  const classes = useStyles();
  const { state, snapshot } = useCurrent(controller);
  const { openRuns } = useSnapshot(controller.generator.library);
  const { tab, fit } = state.settings;
  const shown = shownVersion(snapshot);
  const isOver = shown && measureBudget(shownStats(shown), limitsOf(fit)).rows.some(({ isMet }) => !isMet);
  // What a tab has to say while another one is open.
  const remarks: Partial<Record<PaneTab, string>> = {
    ...(isOver ? { fit: 'over budget' } : {}),
    ...(openRuns.length > 0 ? { library: `interrupted runs: ${openRuns.length}` } : {}),
  };
  // A run that may have been charged must be counted even before the Library tab is opened.
  useEffect(() => controller.library.open(), [controller]);
  return (
    <div className={classes.bar}>
      <TabList
        size="small"
        selectedValue={tab}
        aria-label="Generate from image"
        onTabSelect={(_, { value }) => controller.openTab(value as PaneTab)}
      >
        {PANE_TABS.map((name) => {
          const remark = remarks[name];
          return (
            <Tab
              key={name}
              value={name}
              {...(remark ? { 'aria-label': `${TITLES[name]}, ${remark}`, title: remark } : {})}
            >
              <span className={classes.label}>
                {TITLES[name]}
                {name === 'library' && remark && (
                  <CounterBadge size="small" color="important" count={openRuns.length} />
                )}
                {name === 'fit' && remark && <PresenceBadge size="tiny" status="do-not-disturb" />}
              </span>
            </Tab>
          );
        })}
      </TabList>
      <HistoryButtons controller={controller} />
    </div>
  );
};
