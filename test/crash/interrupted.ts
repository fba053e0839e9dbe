import type { BrowserContext, Page } from 'playwright';
import { PATIENCE_MS } from '../fixtures/browser.ts';
import type { PageReport } from './page/main.ts';
import type { KillPoint } from './points.ts';
import type { CrashSite } from './site.ts';

/** Stops whoever comes by a point, and says so; everything else passes. */
export interface Barrier {
  reach(point: string): Promise<void>;
  /** Resolves when the point has been reached for the nth time. */
  readonly reached: Promise<void>;
  /** Lets everything pass from now on. */
  lift(): void;
}

export function barrierAt(point: string | undefined, nth = 1, onPass?: (point: string) => void): Barrier {
  let passes = 0;
  let isUp = point !== undefined;
  let tell = () => {};
  const reached = new Promise<void>((resolve) => {
    tell = resolve;
  });
  return {
    reached,
    lift: () => {
      isUp = false;
    },
    async reach(name) {
      onPass?.(name);
      if (!isUp || name !== point || ++passes < nth) return;
      tell();
      await new Promise(() => {});
    },
  };
}

const within = <T>(work: Promise<T>, what: string): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited in vain for ${what}.`)), PATIENCE_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

export async function openCrashPage(
  context: BrowserContext,
  site: CrashSite,
  reach?: (point: string) => Promise<void>,
): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  if (reach) await page.exposeFunction('reach', reach);
  await page.goto(site.url);
  await page.waitForFunction(() => 'crashPage' in globalThis);
  return page;
}

export const report = (page: Page): Promise<PageReport> => page.evaluate(() => crashPage.report());

const UNDER_WAY =
  /^(preparing|uploading|submitting|reconciling|queued|running|downloading|importing|undefined)$/;

/** Waits until nothing is under way in a page. */
export async function settled(page: Page): Promise<PageReport> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await report(page);
    if (!found.runs.some((run) => UNDER_WAY.test(run))) return found;
    if (Date.now() > end) throw new Error(`Never at its end: ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export type Kill = (page: Page) => Promise<void>;

export const closePage: Kill = (page) => page.close({ runBeforeUnload: false });

export const crashRenderer: Kill = async (page) => {
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  session.send('Page.crash').catch(() => {});
  await crashed;
  await page.close();
};

/** Puts the server's side of a barrier in place. */
function gate(site: CrashSite, barrier: Barrier, point: KillPoint): void {
  let isLost = point.lostSubmit === 'after';
  site.onAnswer = async (kind) => {
    await barrier.reach(`in-flight:${kind}`);
    if (kind === 'submit' && isLost) {
      isLost = false;
      throw new Error('The answer to the submit is lost.');
    }
  };
}

/** Brings a run to its point, and returns the page that stands there. */
export async function runTo(
  context: BrowserContext,
  site: CrashSite,
  point: KillPoint,
  seed: number,
): Promise<Page> {
  if (point.lostSubmit === 'before')
    site.service.faults.add({ fault: 'server-error', route: 'submit', variant: '504' });
  const first = point.firstKillAt ?? point.point;
  let page: Page | undefined;
  let hasCancelled = false;
  const barrier = barrierAt(first, point.firstKillAt ? 1 : point.nth, (name) => {
    if (name !== point.cancelAt || hasCancelled) return;
    hasCancelled = true;
    void page?.evaluate(() => crashPage.cancel()).catch(() => {});
  });
  gate(site, barrier, point);
  page = await openCrashPage(context, site, barrier.reach);
  await page.evaluate((drawn) => crashPage.press(drawn), seed);
  await within(barrier.reached, first);
  if (!point.firstKillAt) return page;
  await closePage(page);
  barrier.lift();
  const second = barrierAt(point.point, point.nth);
  gate(site, second, point);
  page = await openCrashPage(context, site, second.reach);
  await page.evaluate(() => void crashPage.resume());
  await within(second.reached, point.point);
  return page;
}

/** A new page of the same browser, which goes on with what it finds; and what it finds at the end. */
export async function goOn(context: BrowserContext, site: CrashSite): Promise<PageReport> {
  site.onAnswer = async () => {};
  const page = await openCrashPage(context, site);
  await within(
    page.evaluate(() => crashPage.resume()),
    'resume',
  );
  const found = await settled(page);
  await page.close();
  return found;
}
