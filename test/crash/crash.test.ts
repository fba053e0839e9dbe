import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../fixtures/browser.ts';
import { closePage, crashRenderer, goOn, type Kill, runTo } from './interrupted.ts';
import { expectTruth } from './outcome.ts';
import { KILL_POINTS, type KillPoint } from './points.ts';
import { serveCrashSite } from './site.ts';

const IS_LONG = Boolean(process.env.LONG);
const SEEDS = IS_LONG ? [1, 2, 3, 4, 5] : [1];
/** The short form takes every sixth point with each kind of death, not the same ones. */
const chosen = (offset: number) => KILL_POINTS.filter((_, i) => IS_LONG || i % 6 === offset);

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

/** Kills a run at a point, lets another page go on, and holds the outcome against what must be true of it. */
async function survive(point: KillPoint, kill: Kill, seed: number): Promise<void> {
  const site = await serveCrashSite();
  const context = await browser.newContext();
  try {
    await kill(await runTo(context, site, point, seed));
    const found = await goOn(context, site);
    await expectTruth(point, site, context, found);
  } finally {
    await context.close();
    await site.close();
  }
}

test('there are 48 points', () => {
  expect(KILL_POINTS.length).toBe(48);
  expect(new Set(KILL_POINTS.map(({ name }) => name)).size).toBe(48);
});

describe.each(SEEDS)('seed %i', (seed) => {
  test.concurrent.each(chosen(0))('a closed page: $name', (point) => survive(point, closePage, seed));
  test.concurrent.each(chosen(3))('a crashed page: $name', (point) => survive(point, crashRenderer, seed));
});
