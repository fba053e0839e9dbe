import type { LocalStage } from '../../plugin/local-engine/contract.ts';
import type { Measured } from './cases.ts';

const STAGES: readonly LocalStage[] = [
  'decode',
  'mask',
  'texture-front',
  'grid',
  'inflate',
  'mesh',
  'decimate',
  'assemble',
  'texture-back',
  'encode',
  'glb',
];

const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);
export const least = (values: readonly number[]) => sorted(values)[0] ?? Number.NaN;
export const median = (values: readonly number[]) => sorted(values)[values.length >> 1] ?? Number.NaN;

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ');
  return rows.map(line).join('\n');
}

/** A line per case: least and median of all runs, then the stages of the quickest run; milliseconds. */
export function timingTable(measured: readonly Measured[]): string {
  const head = ['environment', 'case', 'runs', 'min', 'median', ...STAGES, 'vertices', 'GLB MB'];
  const rows = measured.map(({ environment, name, timings }) => {
    const totals = timings.map(({ totalMs }) => totalMs);
    const best = timings[totals.indexOf(least(totals))]!;
    return [
      environment,
      name,
      `${timings.length}`,
      least(totals).toFixed(0),
      median(totals).toFixed(0),
      ...STAGES.map((stage) => best.stagesMs[stage].toFixed(0)),
      `${best.vertices}`,
      (best.glbBytes / 1e6).toFixed(1),
    ];
  });
  return aligned([head, ...rows]);
}
