import type { Browser } from 'playwright';
import type { PreviewServer } from 'vite';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { launchBrowser, type OpenPane, openPane } from './open-pane.ts';
import { type ReactMajor, serveHarness } from './serve.ts';

/** The pane that the test at hand has opened. */
export interface PaneUnderTest extends OpenPane {
  /** Opens a harness page; `query` as `theme=dark&feed`. */
  start(query?: string, file?: string): Promise<OpenPane>;
}

/**
 * One server and one browser for the tests of a file. After each test its page is closed, and what its console complained
 * of fails it.
 */
export function paneSuite(react: ReactMajor = 19): PaneUnderTest {
  let browser: Browser;
  let server: PreviewServer;
  let url: string;
  let open: OpenPane;

  // The first start builds the page, with all of the Inspector.
  beforeAll(async () => {
    [{ server, url }, browser] = await Promise.all([serveHarness(react), launchBrowser()]);
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });
  afterEach(async () => {
    const { problems, close } = open;
    await close();
    expect(problems).toEqual([]);
  });

  return {
    async start(query = 'theme=light', file = '') {
      open = await openPane(browser, `${url}${file}`, query);
      return open;
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
    close: () => open.close(),
  };
}
