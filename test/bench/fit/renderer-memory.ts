import { readdir, readFile } from 'node:fs/promises';

/** Resident bytes of the largest renderer below a browser process; 0 where /proc is absent. */
async function largestRendererBytes(browserPid: number): Promise<number> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc').catch(() => [] as string[])) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const parent = /\) \S (\d+)/.exec(stat)?.[1];
    if (parent) parents.set(Number(name), Number(parent));
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === browserPid || isBelow(parent));
  };
  let largest = 0;
  for (const pid of parents.keys()) {
    if (!isBelow(pid)) continue;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (!command.includes('--type=renderer')) continue;
    const resident = /VmRSS:\s+(\d+) kB/.exec(
      await readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''),
    )?.[1];
    largest = Math.max(largest, Number(resident ?? 0) * 1024);
  }
  return largest;
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
