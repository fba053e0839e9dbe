import { createHash } from 'node:crypto';
import { loadavg } from 'node:os';
import { makeMaster } from '../../fixtures/masters/index.ts';
import { median } from '../table.ts';
import { openBenchPage } from './browser-page.ts';
import { BUILT_FIT } from './node-memory.ts';
import { planFor } from './ours.ts';
import { table } from './tables.ts';

const [TRIANGLES, SIZE_PX] = [5000, 2048];

/** Milliseconds of a bake, and a hash of the file. */
interface Bake {
  readonly ms: number;
  readonly file: string;
}
type BakeWith = (maxWorkers: number) => Promise<Bake>;

async function inNode(master: Uint8Array, use: (bake: BakeWith) => Promise<void>): Promise<void> {
  const { createFitEngine } = (await import(
    /* @vite-ignore */ BUILT_FIT
  )) as typeof import('../../../plugin/fit/node.ts');
  await use(async (maxWorkers) => {
    const engine = createFitEngine({ maxWorkers });
    const session = await engine.openAsync(master);
    const { glb, report } = await session.fitAsync(planFor(TRIANGLES, SIZE_PX, 'fine'));
    engine.dispose();
    return { ms: report.timingsMs.bake ?? 0, file: createHash('sha256').update(glb).digest('hex') };
  });
}

async function inChromium(master: Uint8Array, use: (bake: BakeWith) => Promise<void>): Promise<void> {
  const bench = await openBenchPage();
  try {
    const page = await bench.open('index.html');
    await page.waitForFunction(() => 'fitSteps' in window);
    await page.evaluate((url) => window.fitSteps.load(url), bench.serve(master));
    await page.evaluate(() => window.fitSteps.endSimplifier());
    await use((maxWorkers) =>
      page.evaluate(([workers, triangles, sizePx]) => window.fitSteps.bakeWith(workers, triangles, sizePx), [
        maxWorkers,
        TRIANGLES,
        SIZE_PX,
      ] as const),
    );
  } finally {
    await bench.close();
  }
}

/** One worker against two, in turn, in Node and in Chromium: a table of medians. */
export async function workerRatio(rounds: number, log: (line: string) => void): Promise<string> {
  const master = await makeMaster({ shape: 'creature', triangles: 200_000, seams: 'heavy' });
  const rows: string[][] = [];
  for (const [where, run] of [
    ['Node', inNode],
    ['Chromium', inChromium],
  ] as const)
    await run(master, async (bakeWith) => {
      const bakes: Record<1 | 2, Bake[]> = { 1: [], 2: [] };
      // The first ones also compile.
      await bakeWith(2);
      for (let round = 0; round < rounds; round++)
        for (const workers of [1, 2] as const) {
          bakes[workers].push(await bakeWith(workers));
          log(
            `  ${where}, ${workers}: ${Math.round(bakes[workers].at(-1)!.ms)} ms, load ${loadavg()[0]!.toFixed(1)}`,
          );
        }
      const [one, two] = [bakes[1], bakes[2]].map((each) => median(each.map(({ ms }) => ms))) as [
        number,
        number,
      ];
      const files = new Set([...bakes[1], ...bakes[2]].map(({ file }) => file));
      rows.push([
        where,
        `${Math.round(one)}`,
        `${Math.round(two)}`,
        (one / two).toFixed(2),
        files.size === 1 ? 'yes' : 'no',
      ]);
    });
  return table(['bake', 'one worker, ms', 'two workers, ms', 'ratio', 'same file'], rows);
}
