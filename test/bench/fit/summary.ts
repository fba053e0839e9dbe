import type { BudgetRow } from './byte-budgets.ts';
import type { Row } from './measured.ts';
import type { ShellRow } from './quality-runs.ts';
import { fixed, percent, table, thousands } from './tables.ts';
import { reachesTarget } from './verdicts.ts';

type Scores = Pick<Row, 'method' | 'master' | 'target' | 'triangles' | 'p99Bp' | 'normalDegrees' | 'colorDb'>;

const scores = (row: Scores | undefined) =>
  row
    ? [row.method, fixed(row.p99Bp, 1), fixed(row.normalDegrees, 2), fixed(row.colorDb, 1)]
    : ['none', '', '', ''];

/** A row for each master: our fine fit beside the peer with the best colour of those that reach the target. */
export function summaryTable(rows: readonly Scores[], target: number): string {
  const atTarget = rows.filter((row) => row.target === target);
  const masters = [...new Set(atTarget.map(({ master }) => master))];
  return table(
    ['master', 'ours: p99 bp', 'normal °', 'colour dB', 'best peer', 'p99 bp', 'normal °', 'colour dB'],
    masters.map((master) => {
      const ofMaster = atTarget.filter((row) => row.master === master);
      const peers = ofMaster.filter((row) => !row.method.startsWith('ours') && reachesTarget(row));
      const [best] = peers.sort((a, b) => b.colorDb - a.colorDb);
      const [, ...ours] = scores(ofMaster.find(({ method }) => method === 'ours fine'));
      return [master, ...ours, ...scores(best)];
    }),
  );
}

export function shellLine(shells: readonly Omit<ShellRow, 'master'>[]): string {
  const hidden = shells.filter((row) => row.hidden > 0);
  const sum = (pick: (row: (typeof hidden)[number]) => number) =>
    hidden.reduce((all, row) => all + pick(row), 0);
  const wrong = shells.filter((row) => row.hidden === 0 && row.removed > 0).length;
  return `Hidden geometry: ${percent(sum(({ removed }) => removed) / sum((row) => row.hidden), 2)} of ${thousands(sum((row) => row.hidden))} hidden triangles in ${hidden.length} masters are removed; of the ${shells.length - hidden.length} masters without any, ${wrong} lose triangles.`;
}

export function budgetLine(
  rows: readonly Pick<BudgetRow, 'fileBytes' | 'maxFileBytes' | 'failure'>[],
): string {
  const filled = rows.filter(({ failure }) => !failure).map((row) => row.fileBytes / row.maxFileBytes);
  return `Byte budgets: ${filled.filter((share) => share <= 1).length} of ${rows.length} are kept; the files fill ${percent(Math.min(...filled))} to ${percent(Math.max(...filled))} of them.`;
}
