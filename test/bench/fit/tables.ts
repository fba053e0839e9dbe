import type { BudgetRow } from './byte-budgets.ts';
import type { Failure, Row } from './measured.ts';
import type { PeakMemory, TenFits } from './node-memory.ts';
import type { PredictionRow } from './predictions.ts';
import type { ShellRow } from './quality-runs.ts';
import type { Verdict } from './verdicts.ts';

type Cells = readonly string[];

/** A Markdown table whose columns stand under each other in plain text too. */
export function table(head: Cells, rows: readonly Cells[]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: Cells) =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => (i === 0 ? ` ${'-'.repeat(width)} ` : ` ${'-'.repeat(width - 1)}: `)).join('|')}|`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

export const fixed = (value: number, digits: number) =>
  Number.isNaN(value) ? '–' : Number.isFinite(value) ? value.toFixed(digits) : '∞';
export const percent = (share: number, digits = 1) => `${(share * 100).toFixed(digits)} %`;
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
export const thousands = (value: number) => Math.round(value).toLocaleString('en-US');

const STAGES = ['simplify', 'unwrap', 'decode', 'bake', 'encode', 'write'] as const;

const stages = ({ stagesMs }: Row) =>
  Object.entries(stagesMs ?? {})
    .filter(
      ([name, ms]) =>
        ms >= 1 && (name === 'geometry' || name === 'textures' || STAGES.includes(name as 'bake')),
    )
    .map(([name, ms]) => `${name} ${Math.round(ms)}`)
    .join(', ');

/** One master: every target, every method. */
export function qualityTable(rows: readonly Row[]): string {
  return table(
    [
      'method',
      'target',
      'triangles',
      '÷ target',
      'rms bp',
      'p99 bp',
      'normal °',
      'in Babylon °',
      'at hard edges °',
      'colour dB',
      'MR dB',
      'charts',
      'kB',
      'CPU ms',
      'wall ms of the stages',
    ],
    rows.map((row) => [
      row.method,
      thousands(row.target),
      thousands(row.triangles),
      fixed(row.triangles / row.target, 3),
      fixed(row.rmsBp, 2),
      fixed(row.p99Bp, 1),
      fixed(row.normalDegrees, 2),
      fixed(row.babylonNormalDegrees, 2),
      fixed(row.hardEdgeDegrees, 2),
      fixed(row.colorDb, 1),
      fixed(row.metallicRoughnessDb, 1),
      thousands(row.charts),
      row.isCompressed ? thousands(row.bytes / 1000) : '–',
      thousands(row.cpuMs),
      stages(row),
    ]),
  );
}

export const failureTable = (failures: readonly Failure[]) =>
  table(
    ['method', 'master', 'target', 'why'],
    failures.map(({ method, master, target, failure }) => [
      method,
      master,
      thousands(target),
      failure.replaceAll('|', '/'),
    ]),
  );

export const verdictTable = (verdicts: readonly Verdict[]) =>
  verdicts.length === 0
    ? 'Nowhere: every fit is at most 5 % below its target, none has more triangles, GPU memory or bytes than its master, and no peer that is too was better in normals, distance, colour, roughness or metal.'
    : table(
        ['master', 'target', 'what'],
        verdicts.map(({ master, target, what }) => [master, thousands(target), what]),
      );

export const shellTable = (shells: readonly ShellRow[]) =>
  table(
    [
      'master',
      'hidden triangles',
      'inner shell found',
      'triangles removed',
      'unseen area',
      'of it removed',
      'hole px',
    ],
    shells.map(({ master, hidden, found, removed, unseen, unseenRemoved, holes }) => [
      master,
      thousands(hidden),
      found ? 'yes' : 'no',
      thousands(removed),
      percent(unseen),
      percent(unseenRemoved),
      thousands(holes),
    ]),
  );

export const budgetTable = (rows: readonly BudgetRow[]) =>
  table(
    ['triangles at most', 'bytes at most', 'triangles', 'texture px', 'bytes', 'filled', 'CPU ms'],
    rows.map((row) => [
      thousands(row.maxTriangles),
      thousands(row.maxFileBytes),
      row.failure ?? thousands(row.triangles),
      `${row.textureSize}`,
      thousands(row.fileBytes),
      percent(row.fileBytes / row.maxFileBytes),
      thousands(row.cpuMs),
    ]),
  );

export const predictionTable = (rows: readonly PredictionRow[]) =>
  table(
    ['master', 'triangles', 'geometry', 'base colour', 'metallic-roughness', 'normal', 'file before the fit'],
    rows.map((row) => [
      row.master,
      thousands(row.triangles),
      percent(row.geometryError),
      ...row.textureErrors.map((error) => (Number.isNaN(error) ? '–' : percent(error))),
      percent(row.fileError),
    ]),
  );

export function predictionLine(rows: readonly PredictionRow[]): string {
  const textures = rows
    .flatMap((row) => row.textureErrors.map(Math.abs))
    .filter((error) => !Number.isNaN(error))
    .sort((a, b) => a - b);
  const p90 = textures[Math.min(textures.length - 1, Math.floor(textures.length * 0.9))] ?? Number.NaN;
  const worst = (pick: (row: PredictionRow) => number) => Math.max(...rows.map((row) => Math.abs(pick(row))));
  return `Bytes as predicted against bytes as written: largest geometry error ${percent(worst((row) => row.geometryError))}; textures p90 ${percent(p90)}; largest file error before the fit ${percent(worst((row) => row.fileError))}.`;
}

export function memoryLines(ten: TenFits, peak: PeakMemory | undefined): string {
  const lines = [
    `Ten sessions, each opened, previewed, fitted and closed (threads of the built package, one malloc arena, since glibc otherwise keeps what ended threads freed): resident ${megabytes(ten.startBytes)} before, ${ten.afterBytes.map((bytes) => (bytes / 1e6).toFixed(0)).join(', ')} MB after each; heap and buffers ${megabytes(ten.heapStartBytes)} before, ${megabytes(ten.heapEndBytes)} after; threads left open: ${ten.openThreads}.`,
  ];
  if (peak)
    lines.push(
      `Peak resident memory of a process that fits the largest master (3.5M triangles) once: ${megabytes(peak.peakBytes)}, of which ${megabytes(peak.idleBytes)} before the fit.`,
    );
  return lines.join('\n\n');
}
