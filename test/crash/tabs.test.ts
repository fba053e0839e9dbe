import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../fixtures/browser.ts';
import { barrierAt, crashRenderer, openCrashPage, report, settled } from './interrupted.ts';
import { type CrashSite, serveCrashSite } from './site.ts';

const IS_LONG = Boolean(process.env.LONG);
const ROUNDS = IS_LONG ? 100 : 2;
const DEATHS = IS_LONG ? 50 : 2;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

async function withTabs(
  count: number,
  work: (tabs: Page[], site: CrashSite, context: BrowserContext) => Promise<void>,
): Promise<void> {
  const site = await serveCrashSite();
  const context = await browser.newContext();
  try {
    await work(
      await Promise.all(Array.from({ length: count }, () => openCrashPage(context, site))),
      site,
      context,
    );
  } finally {
    await context.close();
    await site.close();
  }
}

const all = <T>(tabs: readonly Page[], work: (page: Page, index: number) => Promise<T>) =>
  Promise.all(tabs.map(work));

const total = async (tabs: readonly Page[]) => {
  const reports = await all(tabs, settled);
  return { roots: reports.reduce((sum, { roots }) => sum + roots, 0), reports };
};

test.each([2, 4, 8])(
  `%i tabs, ${ROUNDS} rounds: one charge for one press, whichever tab it is made in`,
  async (count) => {
    await withTabs(count, async (tabs, site) => {
      await all(tabs, (page) => page.evaluate(() => crashPage.resume()));
      for (let round = 1; round <= ROUNDS; round++) {
        const presser = round % count;
        // All come within a moment: the press in one tab, and everybody's wish to go on with whatever is open.
        await all(tabs, (page, i) =>
          page.evaluate(
            ([isPresser, seed]) => (isPresser ? void crashPage.press(seed) : void crashPage.resume()),
            [i === presser, round] as const,
          ),
        );
        await expect
          .poll(async () => (await report(tabs[presser]!)).runs.filter((run) => run === 'done').length)
          .toBe(Math.floor((round - 1) / count) + (presser === 0 ? (round >= count ? 1 : 0) : 1) || 1);
        expect(site.charges()).toBe(round);
      }
      expect((await total(tabs)).roots).toBe(ROUNDS);
    });
  },
  600_000,
);

test(`the same image and parameters, pressed in two tabs at once, ${ROUNDS} rounds: paid once`, async () => {
  await withTabs(2, async (tabs, site) => {
    for (let round = 1; round <= ROUNDS; round++) {
      await all(tabs, (page) => page.evaluate((seed) => crashPage.press(seed), round));
      for (const page of tabs)
        await expect
          .poll(async () => (await report(page)).runs.filter((run) => run === 'done').length)
          .toBe(round);
      // The local service is free, so only its ledger says what would have been paid.
      expect(site.charges()).toBe(round);
    }
  });
}, 600_000);

test(`the tab that works dies, ${DEATHS} times: another acts without waiting for a timer, and nothing is paid twice`, async () => {
  const waits: number[] = [];
  for (let round = 1; round <= DEATHS; round++) {
    await withTabs(1, async ([other], site, context) => {
      await other!.evaluate(() => {
        // What it looks at from time to time never comes: it is the lock of the dead tab that calls it.
        globalThis.setInterval = (() => 0) as unknown as typeof setInterval;
        return crashPage.resume();
      });
      const barrier = barrierAt('after-write:queued');
      const leader = await openCrashPage(context, site, barrier.reach);
      await leader.evaluate((seed) => crashPage.press(seed), round);
      await barrier.reached;
      let actedAt = 0;
      site.onAnswer = async () => {
        actedAt ||= performance.now();
      };
      const diedAt = performance.now();
      await crashRenderer(leader);
      const { reports, roots } = await (async () => {
        await expect.poll(async () => (await report(other!)).roots).toBe(1);
        return total([other!]);
      })();
      waits.push(actedAt - diedAt);
      expect([roots, site.charges(), reports[0]?.jobs.length]).toEqual([1, 1, 1]);
    });
  }
  const slowest = Math.max(...waits);
  console.log(`handed over within ${Math.round(slowest)} ms at most, ${waits.length} deaths`);
  expect(waits.every((ms) => ms > 0)).toBe(true);
}, 600_000);

test('a frozen tab: the others say so and may take over; thawed, it does nothing more', async () => {
  await withTabs(1, async ([other], site, context) => {
    await other!.evaluate(() => crashPage.resume());
    const barrier = barrierAt('answered:status');
    const leader = await openCrashPage(context, site, barrier.reach);
    await leader.evaluate(() => crashPage.press(7));
    await barrier.reached;
    const { jobs } = await report(other!);
    const session = await context.newCDPSession(leader);
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await other!.evaluate((id) => crashPage.takeOver(id), jobs[0]!.id);
    await expect.poll(async () => (await report(other!)).roots).toBe(1);
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    barrier.lift();
    const thawed = await settled(leader);
    expect(thawed.runs).toEqual(['failed:superseded']);
    expect([thawed.roots, site.charges()]).toEqual([0, 1]);
  });
});
