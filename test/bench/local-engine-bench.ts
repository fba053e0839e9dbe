import { execFile } from 'node:child_process';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createNodeLocalEngine } from '../../plugin/local-engine/node.ts';
import { type BenchCase, benchCases, benchImages, type Measured } from './cases.ts';
import { chromiumRuns } from './chromium-runs.ts';
import { least, timingTable } from './table.ts';
import { timeEngine } from './time-engine.ts';

const LAUNCHER = fileURLToPath(new URL('./run.mjs', import.meta.url));
const LARGEST = 'full 500k/2048';

const log = (text: string) => process.stdout.write(`${text}\n`);

/** Peak resident memory of a process of its own that makes the largest case once, from the start of Node on. */
async function peakRssBytes(): Promise<{ idle: number; peak: number }> {
  const { stdout } = await promisify(execFile)(process.execPath, [LAUNCHER, 'local-engine', '--rss']);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as { idle: number; peak: number };
}

async function printRss(): Promise<void> {
  const images = await benchImages();
  const benchCase = benchCases(true).find(({ name }) => name === LARGEST)!;
  // maxRSS is in kilobytes and never falls: the first reading holds Node, the bench's runner and the images.
  const idle = process.resourceUsage().maxRSS * 1024;
  await timeEngine(createNodeLocalEngine({ inProcess: true }), images[benchCase.image], benchCase);
  log(JSON.stringify({ idle, peak: process.resourceUsage().maxRSS * 1024 }));
}

async function nodeRuns(
  cases: readonly BenchCase[],
  images: Awaited<ReturnType<typeof benchImages>>,
): Promise<{ measured: Measured[]; warmUpMs: number }> {
  const engine = createNodeLocalEngine({ inProcess: true });
  const startedMs = performance.now();
  await engine.warmUpAsync();
  const warmUpMs = performance.now() - startedMs;
  const measured: Measured[] = [];
  for (const benchCase of cases)
    measured.push({
      environment: 'Node',
      name: benchCase.name,
      timings: await timeEngine(engine, images[benchCase.image], benchCase),
    });
  engine.dispose();
  return { measured, warmUpMs };
}

function ratioLines(measured: readonly Measured[]): string[] {
  const lines: string[] = [];
  const best = (environment: string, name: string) => {
    const found = measured.find((row) => row.environment === environment && row.name === name);
    return found && least(found.timings.map(({ totalMs }) => totalMs));
  };
  for (const environment of new Set(measured.map((row) => row.environment))) {
    const [alpha, opaque] = [
      best(environment, 'placeholder 5k/1024, alpha'),
      best(environment, 'placeholder 5k/1024, opaque'),
    ];
    const full = best(environment, LARGEST);
    if (alpha && opaque && full)
      lines.push(
        `${environment}: opaque/alpha placeholder ${(opaque / alpha).toFixed(2)}, full 500k/alpha placeholder ${(full / alpha).toFixed(1)}`,
      );
  }
  return lines;
}

/** Times the local engine in this process and in a Chromium worker; compare only numbers of one run. */
async function main(flags: readonly string[]): Promise<void> {
  if (flags.includes('--rss')) return printRss();
  const cases = benchCases(flags.includes('--quick'));
  const images = await benchImages();
  log(
    `Node ${process.version}, load average at the start ${loadavg()[0]!.toFixed(1)}; times in ms, stages of the quickest run`,
  );
  const node = await nodeRuns(cases, images);
  const chromium = flags.includes('--node-only') ? undefined : await chromiumRuns(cases, images);
  const measured = [...node.measured, ...(chromium?.measured ?? [])];
  log(timingTable(measured));
  log(`warm-up: Node ${node.warmUpMs.toFixed(0)} ms`);
  if (chromium) {
    log(`warm-up: Chromium ${chromium.warmUpMs.toFixed(0)} ms`);
    log(`first run in a cold Chromium worker (placeholder, alpha): ${chromium.coldMs.toFixed(0)} ms`);
    log(`worker script: ${(chromium.workerBytes / 1e3).toFixed(0)} kB`);
  }
  const { idle, peak } = await peakRssBytes();
  log(
    `peak RSS, ${LARGEST}, Node: ${(peak / 1e6).toFixed(0)} MB, of which ${(idle / 1e6).toFixed(0)} MB before the run`,
  );
  for (const line of ratioLines(measured)) log(line);
  log(`load average at the end ${loadavg()[0]!.toFixed(1)}`);
}

// At the top level, since what is imported later must still find its loader.
await main(process.argv.slice(3));
