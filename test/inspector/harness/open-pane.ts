import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright';
import { chromiumOptions } from '../../chromium.js';
import type { Harness } from './main.ts';

export interface OpenPane {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Closes the page and its windows. */
  close(): Promise<void>;
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

export const launchBrowser = (): Promise<Browser> => chromium.launch(chromiumOptions());

export const PANE = 'section[aria-label="Generate from image"]';

const contexts = new WeakMap<Browser, Promise<BrowserContext>>();

// One for all tests of a file: the browser then compiles the page's scripts once, not for every test.
function contextOf(browser: Browser): Promise<BrowserContext> {
  const known = contexts.get(browser);
  if (known) return known;
  const viewport = { width: 1200, height: 900 };
  const context = browser.newContext({ viewport, reducedMotion: 'reduce' });
  contexts.set(browser, context);
  return context;
}

/** The harness page with empty storage: nothing is remembered from another test. */
export async function openPane(browser: Browser, url: string, query: string): Promise<OpenPane> {
  const context = await contextOf(browser);
  const page = await context.newPage();
  // Ends what would never end; a busy machine is given the time that it takes.
  page.setDefaultTimeout(240_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.stack ?? error.message));
  page.on('console', (message) => {
    const text = message.text();
    const isProblem = message.type() === 'error' || message.type() === 'warning';
    if (isProblem && !FOREIGN.some((known) => known.test(text))) problems.push(text);
  });
  const devtools = await context.newCDPSession(page);
  const { origin } = new URL(url);
  await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'local_storage' });
  await page.goto(`${url}?${query}`);
  await page.getByText('Scene Explorer').first().waitFor();
  const pane = page.locator(PANE);
  const close = async () => {
    for (const window of context.pages()) await window.close();
  };
  return { page, context, close, pane, bar: pane.locator('section[aria-label="Run"]'), problems };
}

/** Makes the pane as wide as asked, and tall enough to hold its sections. */
export async function resizePane({ pane, page }: OpenPane, widthPx: number): Promise<void> {
  await page.setViewportSize({ width: 1200, height: 1600 });
  await pane.evaluate((element, width) => {
    let parent: HTMLElement | null = element as HTMLElement;
    for (; parent; parent = parent.parentElement) {
      const { style, dataset } = parent;
      if (style.height.includes('clamp')) style.height = '1500px';
      // Marked, so that it is found again when the width changes a second time.
      if (style.width.includes('clamp')) dataset.sized = 'width';
      if (dataset.sized) style.width = `${width}px`;
    }
  }, widthPx);
}

/** What sticks out of the pane to either side, and labels whose text is cut off. */
export function layoutFaults({ pane }: OpenPane): Promise<string[]> {
  return pane.evaluate((root) => {
    const frame = root.getBoundingClientRect();
    const faults: string[] = [];
    for (const element of root.querySelectorAll('*')) {
      const { left, right, width } = element.getBoundingClientRect();
      const what = `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent?.slice(0, 40)}`;
      // The real input of a switch lies unseen over its picture.
      const isSeen = width > 0 && getComputedStyle(element).opacity !== '0';
      if (isSeen && (left < frame.left - 1 || right > frame.right + 1)) faults.push(`sticks out: ${what}`);
      const isText = element.children.length === 0 && element.textContent?.trim();
      // A log line is cut on purpose and says the whole of it in its tooltip.
      if (isText && !element.hasAttribute('title') && element.scrollWidth > element.clientWidth + 1)
        if (getComputedStyle(element).display !== 'inline') faults.push(`cut off: ${what}`);
    }
    return faults;
  });
}
