import type { Browser, BrowserContext, Locator, Page } from 'playwright';
import { PATIENCE_MS, stopEndlessMotion } from '../../fixtures/browser.ts';
import type { Harness } from './main.ts';

export interface OpenPane {
  readonly page: Page;
  readonly context: BrowserContext;
  /** The whole pane. */
  readonly pane: Locator;
  /** Its run bar. */
  readonly bar: Locator;
  /** Page errors, and errors and warnings in the console. */
  readonly problems: string[];
}

declare global {
  interface Window {
    harness: Harness;
  }
}

// Said by the Inspector's own code at every start, with or without our pane.
const FOREIGN = [
  /slider-vertical/,
  /GPU stall due to ReadPixels/,
  // Fluent's accordion under React 18, which does not know the attribute.
  /non-boolean attribute[\s\S]* inert true inert/,
];

export const PANE = 'section[aria-label="Generate from image"]';
const VIEWPORT = { width: 1200, height: 900 };

/** Opens a page of the harness; without a file its first one. */
export type OpenPaneOf = (query: string, file?: string) => Promise<OpenPane>;

/** One page for all tests of a file, which compiles its scripts once. Each test gets it as if it had just been loaded. */
export async function openPanes(browser: Browser, url: string): Promise<OpenPaneOf> {
  const context = await browser.newContext({ viewport: VIEWPORT, reducedMotion: 'reduce' });
  context.setDefaultTimeout(PATIENCE_MS);
  await stopEndlessMotion(context);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.stack ?? error.message));
  page.on('console', (message) => {
    const text = message.text();
    const isProblem = message.type() === 'error' || message.type() === 'warning';
    if (isProblem && !FOREIGN.some((known) => known.test(text))) problems.push(text);
  });
  const pane = page.locator(PANE);
  const bar = pane.locator('section[aria-label="Run"]');
  let loaded: string | undefined;

  return async (query, file = '') => {
    for (const window of context.pages()) if (window !== page) await window.close();
    problems.length = 0;
    await page.setViewportSize(VIEWPORT);
    await page.emulateMedia({ forcedColors: null });
    await page.mouse.move(0, 0);
    if (loaded === file) await page.evaluate((next) => window.harness.reopen(next), query);
    else {
      if (loaded !== undefined) await page.evaluate(() => localStorage.clear());
      await page.goto(`${url}${file}?${query}`);
    }
    loaded = file;
    await page.getByText('Scene Explorer').first().waitFor();
    return { page, context, pane, bar, problems };
  };
}

/** Makes the pane as wide and as tall as asked. */
export async function resizePane({ pane, page }: OpenPane, widthPx: number, heightPx = 600): Promise<void> {
  await page.setViewportSize({ width: 1200, height: 1600 });
  await pane.evaluate(
    (element, [width, height]) => {
      let parent: HTMLElement | null = element as HTMLElement;
      for (; parent; parent = parent.parentElement) {
        const { style, dataset } = parent;
        // Marked, so that they are found again when the size changes a second time.
        for (const side of ['width', 'height'] as const)
          if (style[side].includes('clamp')) dataset[side] = 'sized';
        if (dataset.width) style.width = `${width}px`;
        if (dataset.height) style.height = `${height}px`;
      }
    },
    [widthPx, heightPx] as const,
  );
}

/** What sticks out of the pane to either side, and labels whose text is cut off. */
export function layoutFaults({ pane }: OpenPane): Promise<string[]> {
  return pane.evaluate((root) => {
    const frame = root.getBoundingClientRect();
    const faults: string[] = [];
    // A search box keeps its button in a box of no size until there is a text to clear.
    const isClipped = (element: Element | null): boolean =>
      element !== null &&
      element !== root &&
      ((element.clientWidth === 0 && getComputedStyle(element).overflow === 'hidden') ||
        isClipped(element.parentElement));
    for (const element of root.querySelectorAll('*')) {
      const { left, right, width } = element.getBoundingClientRect();
      const what = `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent?.slice(0, 40)}`;
      // The real input of a switch lies unseen over its picture.
      const isSeen =
        width > 0 && getComputedStyle(element).opacity !== '0' && !isClipped(element.parentElement);
      if (isSeen && (left < frame.left - 1 || right > frame.right + 1)) faults.push(`sticks out: ${what}`);
      const isText = element.children.length === 0 && element.textContent?.trim();
      // A log line is cut on purpose and says the whole of it in its tooltip.
      if (isText && !element.hasAttribute('title') && element.scrollWidth > element.clientWidth + 1)
        if (getComputedStyle(element).display !== 'inline') faults.push(`cut off: ${what}`);
    }
    return faults;
  });
}

/** Undocks the side that the pane is on, into a window of its own. */
export async function undock({ context, page }: OpenPane): Promise<Page> {
  const [window] = await Promise.all([
    context.waitForEvent('page'),
    page
      .locator('.fui-SplitButton')
      .first()
      .getByRole('button')
      .nth(1)
      .click()
      .then(() => page.getByRole('menuitem', { name: 'Undock' }).click()),
  ]);
  return window;
}
