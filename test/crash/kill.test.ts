import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright';
import { describe, expect, test } from 'vitest';
import { chromiumOptions, ensureChromium } from '../chromium.js';
import { goOn, runTo } from './interrupted.ts';
import { expectTruth } from './outcome.ts';
import { KILL_POINTS, SIGKILL_POINTS } from './points.ts';
import { serveCrashSite } from './site.ts';

const IS_LONG = Boolean(process.env.LONG);
const SEEDS = IS_LONG ? [1, 2, 3, 4, 5] : [1];
const POINTS = IS_LONG ? KILL_POINTS : SIGKILL_POINTS.filter((_, i) => i % 8 === 4);

interface Running {
  readonly context: BrowserContext;
  kill(): Promise<void>;
}

/** A browser of our own on a profile of our own: everything that it has not written is gone with it. */
async function start(profile: string): Promise<Running> {
  const portFile = join(profile, 'DevToolsActivePort');
  rmSync(portFile, { force: true });
  const child: ChildProcess = spawn(
    ensureChromium(),
    [
      ...chromiumOptions().args,
      '--headless=new',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    { stdio: 'ignore', detached: true },
  );
  await expect.poll(() => existsSync(portFile) && readFileSync(portFile, 'utf8').includes('\n')).toBe(true);
  const [port, path] = readFileSync(portFile, 'utf8').trim().split('\n');
  const browser = await chromium.connectOverCDP(`ws://127.0.0.1:${port}${path}`);
  return {
    context: browser.contexts()[0]!,
    async kill() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      // The whole group: renderers, network and storage processes.
      process.kill(-child.pid!, 'SIGKILL');
      await gone;
      await browser.close().catch(() => {});
    },
  };
}

describe.each(SEEDS)('seed %i: the browser is killed', (seed) => {
  test.each(POINTS)('$name', async (point) => {
    const site = await serveCrashSite();
    const profile = mkdtempSync(join(tmpdir(), 'image-to-3d-'));
    let running = await start(profile);
    try {
      await runTo(running.context, site, point, seed);
      await running.kill();
      running = await start(profile);
      const found = await goOn(running.context, site);
      await expectTruth(point, site, running.context, found);
    } finally {
      await running.kill();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
      await site.close();
    }
  });
});
