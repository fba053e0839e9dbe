import type { Browser } from 'playwright';
import { chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumOptions } from '../chromium.js';
import { closePage, crashRenderer, goOn, type Kill, openCrashPage, runTo, settled } from './interrupted.ts';
import { KILL_POINTS, type KillPoint } from './points.ts';
import { serveCrashSite } from './site.ts';

const IS_LONG = Boolean(process.env.LONG);
const SEEDS = IS_LONG ? [1, 2, 3, 4, 5] : [1];
/** The short form takes every sixth point with each kind of death, not the same ones. */
const chosen = (offset: number) => KILL_POINTS.filter((_, i) => IS_LONG || i % 6 === offset);

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch(chromiumOptions());
});
afterAll(() => browser?.close());

/** Kills a run at a point, lets another page go on, and holds the outcome against what must be true of it. */
async function survive(point: KillPoint, kill: Kill, seed: number): Promise<void> {
  const site = await serveCrashSite();
  const context = await browser.newContext();
  try {
    await kill(await runTo(context, site, point, seed));
    const found = await goOn(context, site);
    const told = JSON.stringify(found);
    const charges = site.charges();
    expect(charges, told).toBeLessThanOrEqual(1);
    expect(found.jobs.length, told).toBeLessThanOrEqual(1);
    const [job] = found.jobs;
    if (!job) {
      // Nothing was written down yet: then nothing was sent either.
      expect(point.point).toBe('before-write:uploading');
      expect([charges, found.roots]).toEqual([0, 0]);
      return;
    }
    expect(['done', 'failed', 'cancelled', 'expired', 'unconfirmed'], told).toContain(job.state);
    if (job.requestId !== undefined) expect(site.requestIds(), told).toContain(job.requestId);
    if (point.lostSubmit === 'before' || point.point === 'after-write:submitting') {
      // The service does not have it, and it is not sent again by itself; at a person's word it is.
      expect([charges, found.roots, job.state], told).toEqual([0, 0, 'unconfirmed']);
      const page = await openCrashPage(context, site);
      await page.evaluate((id) => crashPage.submitAgain(id), job.id);
      const sent = await settled(page);
      expect([site.charges(), sent.roots, sent.jobs[0]?.state]).toEqual([1, 1, 'done']);
      return;
    }
    if (point.cancelAt) {
      expect(['cancelled', 'done'], told).toContain(job.state);
      expect(found.roots, told).toBe(job.state === 'done' ? 1 : 0);
      return;
    }
    // What had come to its place before the page died is in the library, and is not put there a second time.
    const roots = point.point === 'after-write:delivered' ? 0 : 1;
    expect([charges, job.state, job.isDelivered, found.roots], told).toEqual([1, 'done', true, roots]);
    expect(found.stored, told).toEqual(roots === 1 ? [site.fileHash] : []);
    expect(found.masters, told).toEqual([site.fileHash]);
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
