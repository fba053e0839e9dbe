import type { Browser, Locator } from 'playwright';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { launchBrowser } from '../../fixtures/browser.ts';
import { buildPage, type ReactMajor } from '../../fixtures/built-page.ts';
import { type Served, serveFolder } from '../../fixtures/served.ts';
import { type OpenPane, type OpenPaneOf, openPanes } from './open-pane.ts';

/** The pane that the test at hand has opened. */
export interface PaneUnderTest extends OpenPane {
  /** Opens the harness page; `query` as `theme=dark&feed`. */
  start(query?: string, file?: string): Promise<OpenPane>;
  openTab(name: 'Generate' | 'Fit' | 'Library'): Promise<void>;
  /** The button that runs, whatever it says and costs. */
  readonly runButton: Locator;
}

/** One server, one browser and one page for the tests of a file. What its console complained of fails a test. */
export function paneSuite(react: ReactMajor = 19): PaneUnderTest {
  let browser: Browser;
  let site: Served;
  let openPane: OpenPaneOf;
  let open: OpenPane;

  // The first start builds the page, with all of the Inspector.
  beforeAll(async () => {
    site = await serveFolder(await buildPage('test/inspector/harness', react));
    browser = await launchBrowser();
    openPane = await openPanes(browser, site.url);
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });
  afterEach(() => expect(open.problems).toEqual([]));

  return {
    async start(query = 'theme=light', file = '') {
      open = await openPane(query, file);
      return open;
    },
    openTab: (name) => open.pane.getByRole('tab', { name: new RegExp(`^${name}`) }).click(),
    get runButton() {
      return open.bar.getByRole('button', { name: /^(Generate|Run again) · (free|about \$)/ });
    },
    get page() {
      return open.page;
    },
    get context() {
      return open.context;
    },
    get pane() {
      return open.pane;
    },
    get bar() {
      return open.bar;
    },
    get problems() {
      return open.problems;
    },
  };
}
