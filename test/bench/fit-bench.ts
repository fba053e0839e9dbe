import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { LARGEST_MASTER, MAIN_MASTER, MASTER_RECIPES, QUICK_MASTERS } from './fit/bench-masters.ts';
import { browserRuns } from './fit/browser-runs.ts';
import { browserTables } from './fit/browser-tables.ts';
import { byteBudgets } from './fit/byte-budgets.ts';
import { peakMemory, runChild, tenFits } from './fit/node-memory.ts';
import { predictions } from './fit/predictions.ts';
import { qualityRuns } from './fit/quality-runs.ts';
import {
  budgetTable,
  failureTable,
  memoryLines,
  predictionTable,
  qualityTable,
  shellTable,
  verdictTable,
} from './fit/tables.ts';
import { verdicts } from './fit/verdicts.ts';

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));

const HELP = `npm run bench:fit -- [flags]
  --quick            two masters of 60,000 triangles, no largest master
  --masters=a;b      of: ${Object.keys(MASTER_RECIPES).join('; ')}
  --targets=2000,…   default 2000,5000,20000,100000
  --no-peers         ours alone        --no-babylon   without Babylon's own simplifier (slow)
  --no-memory        without the memory of Node processes
  --browser          Chromium too      --only-browser nothing else
  --no-views         no rendered views --no-largest   without 3.5M triangles in Chromium
`;

const TODAY = new Date().toISOString().slice(0, 10);

const about = (loadAtStart: number) =>
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown CPU'}, load average ${loadAtStart.toFixed(1)} at the start and ${loadavg()[0]!.toFixed(1)} at the end. Compare only numbers of one table.`;

/** Prints the progress on stderr and the report on stdout, and writes the report into the docs unless it is a quick one. */
async function main(flags: readonly string[]): Promise<void> {
  const child = flags.find((flag) => flag.startsWith('--child='));
  if (child) return runChild(child, LARGEST_MASTER);
  if (flags.includes('--help')) return void process.stdout.write(HELP);
  const flagValue = (name: string) =>
    flags.find((flag) => flag.startsWith(`--${name}=`))?.slice(name.length + 3);
  const has = (name: string) => flags.includes(`--${name}`);
  const quick = has('quick');
  const masters: readonly string[] =
    flagValue('masters')?.split(';') ??
    (quick
      ? QUICK_MASTERS
      : Object.keys(MASTER_RECIPES).filter((name) => name !== LARGEST_MASTER && !name.includes('60k')));
  const chosen = masters.includes(MAIN_MASTER) ? MAIN_MASTER : masters[0]!;
  const targets = flagValue('targets')?.split(',').map(Number) ?? [2000, 5000, 20_000, 100_000];
  const publish = async (file: string, title: string, blocks: readonly string[]) => {
    const report = [title, ...blocks, ''].join('\n\n');
    process.stdout.write(report);
    if (quick) return;
    await mkdir(DOCS, { recursive: true });
    await writeFile(`${DOCS}${file}`, report);
  };
  const log = (line: string) => void process.stderr.write(`${line}\n`);
  const started = loadavg()[0]!;
  const parts: string[] = [];
  const section = (title: string, body: string) => parts.push(`## ${title}\n\n${body}`);

  // Ratios of times come first and stand in a file of their own: the rest needs no quiet machine.
  if (has('browser') || has('only-browser')) {
    log('Chromium …');
    const options = { largest: !quick && !has('no-largest'), views: !has('no-views'), log };
    const tables = browserTables(await browserRuns(chosen, options));
    await publish('fit-bench-chromium.md', `# Fit bench in Chromium, ${TODAY}`, [about(started), tables]);
    if (has('only-browser')) return;
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
  section(`Twelve byte budgets, ${chosen}`, budgetTable(await byteBudgets(chosen, log)));
  log('predictions …');
  const predicted = [];
  for (const name of masters.slice(0, 6))
    predicted.push(...(await predictions(name, [2000, 10_000, 20_000], log)));
  section('Bytes as predicted against bytes as written', predictionTable(predicted));
  if (!has('no-memory')) {
    log('memory …');
    section('Memory in Node', memoryLines(await tenFits(), quick ? undefined : await peakMemory()));
  }
  const scored = `Distances in bp, 1e-4 of the bounding box's diagonal; dB and degrees at matched places of the surface against the master, as delivered (WebP) unless said; every method gets textures of the same size. CPU is of all threads; stages are wall times. Masters are made by \`test/fixtures/masters\`, with at most 30 faces a UV chart unless said; shells are scored against the outside only.`;
  await publish('fit-bench.md', `# Fit bench, ${TODAY}`, [`${about(started)} ${scored}`, ...parts]);
}

// At the top level, since what is imported later must still find its loader.
await main(process.argv.slice(3));
