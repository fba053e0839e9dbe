import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { masterOf } from './bench-masters.ts';
import { planFor } from './ours.ts';

const LAUNCHER = fileURLToPath(new URL('../run.mjs', import.meta.url));
/** The built package: only there a fit runs in a thread of its own. */
export const BUILT_FIT = new URL('../../../dist/fit/node.js', import.meta.url).href;

export interface TenFits {
  readonly startBytes: number;
  /** Resident memory after each closed session, garbage collected. */
  readonly afterBytes: readonly number[];
  readonly heapStartBytes: number;
  readonly heapEndBytes: number;
  /** Handles of worker threads that were still open at the end. */
  readonly openThreads: number;
}

export interface PeakMemory {
  readonly idleBytes: number;
  readonly peakBytes: number;
}

async function inOwnProcess<T>(flag: string, env: NodeJS.ProcessEnv = {}): Promise<T> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', '--max-old-space-size=8192', LAUNCHER, 'fit', flag],
    { maxBuffer: 1 << 26, env: { ...process.env, ...env } },
  );
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as T;
}

// glibc gives each new thread an arena and keeps what is freed in it: that would hide whether anything is held.
export const tenFits = (): Promise<TenFits> => inOwnProcess('--child=ten-fits', { MALLOC_ARENA_MAX: '1' });
export async function peakMemory(largest: string): Promise<PeakMemory> {
  // Made here first: making it takes more memory than fitting it.
  await masterOf(largest);
  return inOwnProcess('--child=peak');
}

/** Largest resident size since this process began its program; `maxRSS` would start with what its parent had. */
async function peakRssBytes(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
  return (kilobytes ? Number(kilobytes) : process.resourceUsage().maxRSS) * 1024;
}

async function fitOnce(name: string): Promise<void> {
  const { createFitEngine } = (await import(
    /* @vite-ignore */ BUILT_FIT
  )) as typeof import('../../../plugin/fit/node.ts');
  const engine = createFitEngine();
  const session = await engine.openAsync((await masterOf(name)).glb);
  await session.previewAsync(20_000);
  await session.fitAsync(planFor(20_000, 1024, 'fine'));
  session.close();
  engine.dispose();
}

/** The other end of {@link tenFits} and {@link peakMemory}: prints one line of JSON. */
export async function runChild(flag: string, largest: string): Promise<void> {
  if (flag === '--child=peak') {
    const idleBytes = await peakRssBytes();
    await fitOnce(largest);
    process.stdout.write(`${JSON.stringify({ idleBytes, peakBytes: await peakRssBytes() })}\n`);
    return;
  }
  // The first fit loads what stays loaded.
  await fitOnce('creature 100k');
  const settled = async () => {
    for (let i = 0; i < 3; i++) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      globalThis.gc?.();
    }
    return process.memoryUsage();
  };
  const start = await settled();
  const afterBytes: number[] = [];
  for (let i = 0; i < 10; i++) {
    await fitOnce('creature 100k');
    afterBytes.push((await settled()).rss);
  }
  const end = await settled();
  const result: TenFits = {
    startBytes: start.rss,
    afterBytes,
    heapStartBytes: start.heapUsed + start.arrayBuffers,
    heapEndBytes: end.heapUsed + end.arrayBuffers,
    openThreads: process.getActiveResourcesInfo().filter((name) => /worker|messageport/i.test(name)).length,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
