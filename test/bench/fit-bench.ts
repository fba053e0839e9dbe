import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { LARGEST_MASTER, MAIN_MASTER, MASTER_RECIPES, QUICK_MASTERS } from './fit/bench-masters.ts';
import { browserRuns } from './fit/browser-runs.ts';
import { browserTimes, browserViews } from './fit/browser-tables.ts';
import { byteBudgets } from './fit/byte-budgets.ts';
import { peakMemory, runChild, tenFits } from './fit/node-memory.ts';
import { predictions } from './fit/predictions.ts';
import { qualityRuns } from './fit/quality-runs.ts';
import { SHEET_MASTERS, writeSheets } from './fit/sheets.ts';
import { budgetLine, shellLine, summaryTable } from './fit/summary.ts';
import {
  budgetTable,
  failureTable,
  memoryLines,
  predictionLine,
  predictionTable,
  qualityTable,
  shellTable,
  verdictTable,
} from './fit/tables.ts';
import { verdicts } from './fit/verdicts.ts';
import { workerRatio } from './fit/worker-ratio.ts';

const SUMMARY = fileURLToPath(new URL('../../docs/fit-bench.md', import.meta.url));
/** Not in git. */
const REPORTS = fileURLToPath(new URL('../../test-output/bench/', import.meta.url));
const SUMMARY_TARGET = 20_000;

const HELP = `npm run bench:fit -- [flags]
  --write            put the summary into docs/fit-bench.md
  --quick            two masters of 60,000 triangles, no largest master
  --masters=a;b      of: ${Object.keys(MASTER_RECIPES).join('; ')}
  --targets=2000,…   default 2000,5000,20000,100000
  --no-peers         ours alone        --no-babylon   without Babylon's own simplifier (slow)
  --no-memory        without the memory of Node processes
  --sheets           only docs/fit-sheets.md: renders before and after, real files too
  --workers          only the ratio of a bake with one worker and with two, --rounds=5 of each
  --browser          Chromium too      --only-browser nothing else
  --no-views         no rendered views --no-largest   without 3.5M triangles in Chromium
`;

const TODAY = new Date().toISOString().slice(0, 10);

const about = (loadAtStart: number) =>
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown CPU'}, load average ${loadAtStart.toFixed(1)} at the start and ${loadavg()[0]!.toFixed(1)} at the end. Compare only numbers of one table.`;

const SCORED = `Distances in bp, 1e-4 of the bounding box's diagonal; dB and degrees at matched places of the surface against the master, as delivered (WebP) unless said; every method gets textures of the same size. CPU is of all threads; stages are wall times. Masters are made by \`test/fixtures/masters\`, with at most 30 faces a UV chart unless said; shells are scored against the outside only.`;

const INTRODUCTION = `A summary. \`npm run bench:fit -- --browser --write\` measures everything again and writes this page; all tables (every method, every target, every stage, rendered views) are then in \`test-output/bench/\`. \`npm run bench:fit -- --help\` lists shorter runs.

Distances in bp, 1e-4 of the bounding box's diagonal; dB and degrees at matched places of the surface against the master, as delivered (WebP). The best peer is the one with the best colour of those that come within 5 % of the target.`;

/**
 * Prints the progress on stderr and a summary on stdout. All tables go to test-output/bench/, and with `--write` the
 * summary to docs/fit-bench.md.
 */
async function main(flags: readonly string[]): Promise<void> {
  const child = flags.find((flag) => flag.startsWith('--child='));
  if (child) return runChild(child, LARGEST_MASTER);
  if (flags.includes('--help')) return void process.stdout.write(HELP);
  const flagValue = (name: string) =>
    flags.find((flag) => flag.startsWith(`--${name}=`))?.slice(name.length + 3);
  const has = (name: string) => flags.includes(`--${name}`);
  const log = (line: string) => void process.stderr.write(`${line}\n`);
  const quick = has('quick');
  const masters: readonly string[] =
    flagValue('masters')?.split(';') ??
    (quick
      ? QUICK_MASTERS
      : Object.keys(MASTER_RECIPES).filter((name) => name !== LARGEST_MASTER && !name.includes('60k')));
  if (has('sheets')) return writeSheets(flagValue('masters')?.split(';') ?? SHEET_MASTERS, log);
  if (has('workers')) {
    const started = loadavg()[0]!;
    const ratios = await workerRatio(Number(flagValue('rounds') ?? 5), log);
    return void process.stdout.write(`${about(started)}\n\n${ratios}\n`);
  }
  const chosen = masters.includes(MAIN_MASTER) ? MAIN_MASTER : masters[0]!;
  const targets = flagValue('targets')?.split(',').map(Number) ?? [2000, 5000, 20_000, 100_000];
  const save = async (file: string, title: string, blocks: readonly string[]) => {
    await mkdir(REPORTS, { recursive: true });
    await writeFile(`${REPORTS}${file}`, [title, ...blocks, ''].join('\n\n'));
    log(`All tables: ${REPORTS}${file}`);
  };
  const started = loadavg()[0]!;
  const parts: string[] = [];
  const section = (title: string, body: string) => parts.push(`## ${title}\n\n${body}`);
  const summary = [`# Fit bench, ${TODAY}`, INTRODUCTION];
  const publish = async () => {
    const page = [...summary, ''].join('\n\n');
    process.stdout.write(page);
    if (has('write')) await writeFile(SUMMARY, page);
  };

  // Ratios of times come first and stand in a file of their own: the rest needs no quiet machine.
  if (has('browser') || has('only-browser')) {
    log('Chromium …');
    const options = { largest: !quick && !has('no-largest'), views: !has('no-views'), log };
    const result = await browserRuns(chosen, options);
    const times = browserTimes(result);
    const title = `# Fit bench in Chromium, ${TODAY}`;
    await save('fit-bench-chromium.md', title, [about(started), times, browserViews(result)]);
    summary.push('## In Chromium', times);
    if (has('only-browser')) return publish();
  }
  const { rows, failures, shells } = await qualityRuns({
    masters,
    targets,
    peers: !has('no-peers'),
    babylon: !has('no-babylon'),
    log,
  });
  for (const name of masters) section(name, qualityTable(rows.filter(({ master }) => master === name)));
  section('Where ours is beaten, or misses its target', verdictTable(verdicts(rows)));
  if (failures.length > 0) section('What failed', failureTable(failures));
  section('Inner shells', shellTable(shells));
  log('byte budgets …');
  const budgets = await byteBudgets(chosen, log);
  section(`Twelve byte budgets, ${chosen}`, budgetTable(budgets));
  log('predictions …');
  const predicted = [];
  for (const name of masters.slice(0, 6))
    predicted.push(...(await predictions(name, [2000, 10_000, 20_000], log)));
  section('Bytes as predicted against bytes as written', predictionTable(predicted));
  summary.push(
    `## Against other tools, ${SUMMARY_TARGET.toLocaleString('en-US')} triangles`,
    summaryTable(rows, SUMMARY_TARGET),
    '## Where ours is beaten, or misses its target',
    verdictTable(verdicts(rows)),
    '## Limits and memory',
    shellLine(shells),
    budgetLine(budgets),
    predictionLine(predicted),
  );
  if (!has('no-memory')) {
    log('memory …');
    const memory = memoryLines(await tenFits(), quick ? undefined : await peakMemory(LARGEST_MASTER));
    section('Memory in Node', memory);
    summary.push(memory);
  }
  await save('fit-bench.md', `# Fit bench, ${TODAY}`, [`${about(started)} ${SCORED}`, ...parts]);
  summary.splice(2, 0, about(started));
  return publish();
}

// At the top level, since what is imported later must still find its loader.
await main(process.argv.slice(3));
