import { readdir, readFile } from 'node:fs/promises';

const textOf = (path: string) => readFile(path, 'utf8').catch(() => '');

/** Renderers below a browser process; none where /proc is absent. */
async function renderers(browserPid: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc').catch(() => [] as string[])) {
    const parent = /^\d+$/.test(name)
      ? /\) \S (\d+)/.exec(await textOf(`/proc/${name}/stat`))?.[1]
      : undefined;
    if (parent) parents.set(Number(name), Number(parent));
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === browserPid || isBelow(parent));
  };
  const found: number[] = [];
  for (const pid of parents.keys())
    if (isBelow(pid) && (await textOf(`/proc/${pid}/cmdline`)).includes('--type=renderer')) found.push(pid);
  return found;
}

/** Processor time of all renderers together, all threads; the kernel counts in steps of 10 ms. */
export async function rendererCpuMs(browserPid: number): Promise<number> {
  let ticks = 0;
  for (const pid of await renderers(browserPid)) {
    // After the name in brackets: the 12th and 13th field are user and system time.
    const fields = (await textOf(`/proc/${pid}/stat`)).split(') ').at(-1)!.split(' ');
    ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  }
  return ticks * 10;
}

/** Resident bytes of the largest renderer. */
async function largestRendererBytes(browserPid: number): Promise<number> {
  const sizes = await Promise.all(
    (await renderers(browserPid)).map(
      async (pid) => Number(/VmRSS:\s+(\d+) kB/.exec(await textOf(`/proc/${pid}/status`))?.[1] ?? 0) * 1024,
    ),
  );
  return Math.max(0, ...sizes);
}

/** Looks at the renderers ten times a second until stopped; answers with the peak. */
export function watchRendererMemory(browserPid: number): { stop(): Promise<number> } {
  let peak = 0;
  let isOn = true;
  const watching = (async () => {
    while (isOn) {
      peak = Math.max(peak, await largestRendererBytes(browserPid));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  return {
    async stop() {
      isOn = false;
      await watching;
      return peak;
    },
  };
}
