import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../fixtures/browser.ts';
import type { Served } from '../fixtures/served.ts';
import { chooseTextureSize, openTab, pane, runButton, typeTarget } from './pane.ts';
import { HOST_RULE, type PaidSite, servePaidPlainHttpSite, servePlainHttpSite } from './plain-http-site.ts';
import { measureScene, openPage, screenshot, type Watch } from './site.ts';

type Globals = import('../../playground/main.ts').PlaygroundGlobals;

const SENTENCE = /plain http/;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser(HOST_RULE);
});
afterAll(() => browser?.close());

/** What a browser keeps from pages, and workers, that came over plain http. */
const context = () => ({
  isSecure: globalThis.isSecureContext,
  subtle: typeof globalThis.crypto.subtle,
  randomUUID: typeof globalThis.crypto.randomUUID,
  locks: typeof globalThis.navigator.locks,
  storage: typeof globalThis.navigator.storage,
});
const INSECURE = {
  isSecure: false,
  subtle: 'undefined',
  randomUUID: 'undefined',
  locks: 'undefined',
  storage: 'undefined',
};

const librarySnapshot = (page: Page) =>
  page.evaluate(async () => {
    const { library } = (globalThis as unknown as Globals).generator;
    await library.openAsync();
    const { state, error } = library.getSnapshot();
    return { state, code: error?.code, message: error?.message };
  });

describe('a page over plain http', () => {
  let site: Served;
  let page: Page;
  let watch: Watch;
  beforeAll(async () => {
    site = await servePlainHttpSite();
    ({ page, watch } = await openPage(browser, site, '', { colorScheme: 'light' }));
  });
  afterAll(async () => {
    await page?.context().close();
    await site?.close();
  });

  test('says once, in one sentence, what it cannot do', async () => {
    expect(await page.evaluate(context)).toEqual(INSECURE);
    await pane(page).waitFor();
    await pane(page).getByText(SENTENCE).waitFor();
    await openTab(page, 'Library');
    await pane(page).getByText('Export what you want to keep').waitFor();
    expect(await page.getByText(SENTENCE).count()).toBe(1);
    const said = await pane(page).getByText(SENTENCE).textContent();
    expect(said?.match(/\./g)).toHaveLength(1);
    expect(await librarySnapshot(page)).toEqual({ state: 'unavailable', code: 'storage', message: said });
    await pane(page).getByText(SENTENCE).scrollIntoViewIfNeeded();
    await screenshot(page, 'insecure-1-pane-light');
  });

  test('generates from an image in the pane', async () => {
    await openTab(page, 'Generate');
    await pane(page)
      .getByRole('button', { name: /toadstool/i })
      .click();
    await typeTarget(page, 10_000);
    await chooseTextureSize(page, '1K');
    const generate = runButton(page);
    await expect.poll(() => generate.isEnabled()).toBe(true);
    await generate.click();
    await expect.poll(async () => (await measureScene(page)).phases).toEqual(['done']);
    expect((await measureScene(page)).assets[0]?.triangles).toBeGreaterThan(5000);
  });

  test('fits in a worker, which has no more than the page', async () => {
    const fitted = await page.evaluate(async () => {
      const [asset] = (globalThis as unknown as Globals).generator.getSnapshot().assets;
      const report = await asset?.fitAsync({ plan: { triangles: 2000, textureSize: 512 } });
      return { isThere: report !== undefined, triangles: asset?.versions[0]?.fit?.stats.triangles };
    });
    expect(fitted.isThere).toBe(true);
    expect(fitted.triangles).toBeLessThanOrEqual(2000);
    expect((await measureScene(page)).assets[0]?.triangles).toBe(fitted.triangles);
    const workers = page.workers();
    expect(workers.length).toBeGreaterThan(0);
    for (const worker of workers)
      expect(await worker.evaluate(context), worker.url()).toMatchObject({
        isSecure: false,
        subtle: 'undefined',
      });
    await screenshot(page, 'insecure-2-fitted-light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await screenshot(page, 'insecure-3-fitted-dark');
  });

  test('asks nobody else, and the console is clean', () => {
    expect(watch.strangers).toEqual([]);
    // The one question whether a server is there has "no" for an answer.
    expect(watch.problems.filter((problem) => !/404 \(Not Found\)/.test(problem))).toEqual([]);
  });
});

test('the run-time demo generates and regenerates over plain http', async () => {
  const site = await servePlainHttpSite();
  const { page } = await openPage(browser, site, 'runtime.html');
  const progress = page.getByRole('status');
  await page.getByRole('button', { name: '1 Toadstool' }).click();
  const done = /^Toadstool: [\d,]+ triangles\.$/;
  await expect.poll(() => progress.textContent()).toMatch(done);
  const first = await progress.textContent();
  await page.getByRole('button', { name: 'Regenerate at 5,000' }).click();
  await expect.poll(() => progress.textContent()).not.toBe(first);
  await expect.poll(() => progress.textContent()).toMatch(done);
  await page.context().close();
  await site.close();
});

describe('a paid run over plain http', () => {
  let site: PaidSite;
  let page: Page;
  beforeAll(async () => {
    site = await servePaidPlainHttpSite();
    ({ page } = await openPage(browser, site));
    await site.routeMedia(page);
    await pane(page).waitFor();
  });
  afterAll(async () => {
    await page?.context().close();
    await site?.close();
  });

  const run = (options: { readonly allowUnrecorded?: boolean }) =>
    page.evaluate(async (given) => {
      const { generator } = globalThis as unknown as Globals;
      const canvas = new OffscreenCanvas(64, 64);
      const context = canvas.getContext('2d')!;
      context.fillRect(8, 8, 48, 48);
      const image = await canvas.convertToBlob();
      const asset = generator.generate(image, { parameters: { decimationTarget: 5000 }, ...given });
      const error = await asset.ready.then(
        () => undefined,
        (thrown: { code: string; message: string }) => ({ code: thrown.code, message: thrown.message }),
      );
      const { isRecorded, phase } = asset.getSnapshot().run ?? {};
      return { error, isRecorded, phase, kind: generator.getSnapshot().endpoint.kind };
    }, options);

  test('is not sent, since it cannot be written down', async () => {
    const { error, kind } = await run({});
    expect(kind).toBe('fal');
    expect(error?.code).toBe('storage');
    expect(error?.message).toMatch(/was not sent.*plain http/);
    expect(site.charges()).toBe(0);
  });

  test('is sent, once, when it is asked for without a record', async () => {
    expect(await run({ allowUnrecorded: true })).toMatchObject({
      error: undefined,
      isRecorded: false,
      phase: 'done',
    });
    expect(site.charges()).toBe(1);
  });
});
