import type { BrowserContext } from 'playwright';
import { expect } from 'vitest';
import { openCrashPage, settled } from './interrupted.ts';
import type { PageReport } from './page/main.ts';
import type { KillPoint } from './points.ts';
import type { CrashSite } from './site.ts';

/** What must be true after a run was killed at a point and another page has gone on, however it was killed. */
export async function expectTruth(
  point: KillPoint,
  site: CrashSite,
  context: BrowserContext,
  found: PageReport,
): Promise<void> {
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
    // The service does not have it, and it is not sent again by itself; after the user confirms it is.
    expect([charges, found.roots, job.state], told).toEqual([0, 0, 'unconfirmed']);
    const page = await openCrashPage(context, site);
    await page.evaluate((id) => crashPage.resubmitAsync(id), job.id);
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
}
