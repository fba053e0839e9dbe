import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, openContext } from '../fixtures/browser.ts';
import { CANARY, createEchoingFal, findCanary, tellingError } from '../fixtures/echoing-fal.ts';
import { dumpPage } from './page-dump.ts';
import { CROWN, drop, finished, openTab, pane, runButton, typeTarget } from './pane.ts';
import { type PolicySite, servePolicySite } from './policy-site.ts';
import { measureScene } from './site.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

type Globals = import('../../playground/main.ts').PlaygroundGlobals & {
  violations: string[];
  seen: Set<string>;
};

interface Watched {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Addresses of all requests, also those of workers. */
  readonly asked: string[];
}

/** A page that listens before its first script. */
async function openWatched(site: PolicySite, path = ''): Promise<Watched> {
  const context = await openContext(browser);
  await context.addInitScript(() => {
    const violations: string[] = [];
    Object.assign(globalThis, { violations });
    document.addEventListener('securitypolicyviolation', (event) => {
      const { disposition, effectiveDirective, blockedURI } = event;
      violations.push(`${disposition} ${effectiveDirective} ${blockedURI}`);
    });
  });
  const asked: string[] = [];
  context.on('request', (request) => asked.push(request.url()));
  const page = await context.newPage();
  const answer = await page.goto(site.url + path);
  expect(answer?.headers()['content-security-policy']).toContain("default-src 'none'");
  return { context, page, asked };
}

const heardInPage = async (page: Page) =>
  (await page.evaluate(() => (globalThis as unknown as Globals).violations)).filter((line) =>
    line.startsWith('enforce'),
  );
const enforced = (site: PolicySite) => site.reports.filter(({ disposition }) => disposition === 'enforce');
const strangers = (asked: readonly string[], site: PolicySite) =>
  asked.filter((address) => !address.startsWith(site.url) && !/^(?:blob|data):/.test(address));

describe('the built playground under its policy', () => {
  let site: PolicySite;
  let watched: Watched;
  beforeAll(async () => {
    site = await servePolicySite();
    watched = await openWatched(site);
    await pane(watched.page).waitFor();
  });
  afterAll(async () => {
    await watched?.context.close();
    await site?.close();
  });
  const press = (name: string) => pane(watched.page).getByRole('button', { name, exact: true }).click();

  test('goes its whole way: drop, generate, placeholder, import, fit, export, undo', async () => {
    const { page } = watched;
    await page.evaluate(() => {
      const { generator } = globalThis as unknown as Globals;
      const seen = new Set<string>();
      Object.assign(globalThis, { seen });
      const stop = generator.subscribe(() => {
        const asset = generator.getSnapshot().assets[0];
        if (!asset) return;
        stop();
        asset.subscribe(() => {
          const { hasPlaceholder, run, fitting } = asset.getSnapshot();
          if (hasPlaceholder) seen.add('placeholder');
          if (run) seen.add(run.phase);
          seen.add(fitting.phase);
        });
      });
    });
    await drop(page, CROWN, 'crown.webp', 'image/webp');
    await typeTarget(page, 5000);
    await runButton(page).click();
    await finished(page, 1);
    await openTab(page, 'Fit');
    const generated = (await measureScene(page)).assets[0]!;
    expect(generated.triangles).toBeGreaterThan(5000);

    const slider = pane(page).getByRole('slider', { name: 'Fit triangles', exact: true });
    await slider.waitFor();
    const box = (await slider.boundingBox())!;
    // At once: one that is held for long is fitted on its way, too.
    await page.mouse.click(box.x + box.width * 0.6, box.y + box.height / 2);
    const triangles = async () => (await measureScene(page)).assets[0]?.triangles ?? 0;
    await expect
      .poll(() =>
        page.evaluate(() => {
          const [asset] = (globalThis as unknown as Globals).generator.getSnapshot().assets;
          return [asset?.versions[0]?.fit?.stats.triangles !== undefined, asset?.getSnapshot().fitting.phase];
        }),
      )
      .toEqual([true, 'idle']);
    await expect.poll(triangles).toBeLessThan(generated.triangles);

    const [download] = await Promise.all([page.waitForEvent('download'), press('Export GLB')]);
    expect((await readFile(await download.path())).subarray(0, 4).toString()).toBe('glTF');
    await press('Undo');
    await expect.poll(triangles).toBe(generated.triangles);
    const seen = await page.evaluate(() => [...(globalThis as unknown as Globals).seen]);
    expect(seen).toEqual(
      expect.arrayContaining(['placeholder', 'uploading', 'submitting', 'downloading', 'done', 'fitting']),
    );
  });

  test('without one violation, in pages or workers, or one request to elsewhere', async () => {
    expect(watched.page.workers().length).toBeGreaterThanOrEqual(2);
    expect(await heardInPage(watched.page)).toEqual([]);
    expect(enforced(site)).toEqual([]);
    expect(strangers(watched.asked, site)).toEqual([]);
    const trusted = site.reports.map(({ directive, from }) => `${directive} ${from.replace(site.url, '')}`);
    console.info(`[measured] Trusted Types, reported only: ${JSON.stringify([...new Set(trusted)])}`);
  });

  test('an image’s address that it forbids is refused with the reason', async () => {
    const { page } = watched;
    const before = (await heardInPage(page)).length;
    const refusal = await page.evaluate(() =>
      (globalThis as unknown as Globals).generator
        .prepareAsync('https://images.test/chair.png')
        .then(String, ({ code, message }) => `${code}: ${message}`),
    );
    expect(refusal).toBe(
      'image-unreachable: https://images.test/chair.png could not be read: the content security policy of this page ' +
        'forbids it (connect-src does not name https://images.test).',
    );
    expect((await heardInPage(page)).length).toBeGreaterThan(before);
  });

  test('and so is the one export that needs code made at run time', async () => {
    const refusal = await watched.page.evaluate(() =>
      (globalThis as unknown as Globals).generator
        .getSnapshot()
        .assets[0]!.exportGlbAsync({ textures: 'ktx2' })
        .then(String, ({ code, message }) => `${code}: ${message}`),
    );
    expect(refusal).toBe(
      'unsupported-platform: The KTX2 encoder could not be loaded: it compiles code when it starts, and the content security ' +
        'policy of this worker has no ‘unsafe-eval’.',
    );
    expect(enforced(site).map(({ blocked }) => blocked)).toContain('eval');
  });

  test('which is no accident: what the Inspector’s own importer wants is stopped and heard, in pages and workers', async () => {
    const { page } = watched;
    const known = (await heardInPage(page)).length;
    await page.evaluate(async () => {
      await fetch('https://cdn.babylonjs.com/gltf_validator.js').catch(() => {});
      try {
        new Worker(URL.createObjectURL(new Blob(['0'])));
      } catch {
        // Some browsers throw, some only tell.
      }
    });
    // Each is told twice: by the policy in the page and by that of the server.
    await expect
      .poll(async () => [...new Set((await heardInPage(page)).slice(known))])
      .toEqual([
        'enforce connect-src https://cdn.babylonjs.com/gltf_validator.js',
        'enforce worker-src blob',
      ]);
    const before = enforced(site).length;
    const [worker] = page.workers();
    await worker?.evaluate(() => fetch('https://elsewhere.test/').then(String, String));
    await expect
      .poll(() =>
        enforced(site)
          .slice(before)
          .map(({ blocked }) => blocked),
      )
      .toContain('https://elsewhere.test/');
    expect(strangers(watched.asked, site)).toEqual([]);
  });
});

describe('a key on the preview’s server', () => {
  const realFetch = globalThis.fetch;
  const fal = createEchoingFal();
  let site: PolicySite;
  let watched: Watched;

  beforeAll(async () => {
    process.env.FAL_KEY = CANARY;
    // The server beside the page has this process's fetch: what it sends to fal comes to the pretended one.
    globalThis.fetch = (input, init) =>
      /\.fal\.|^https:\/\/[a-z]+\.fal/.test(input instanceof Request ? input.url : String(input))
        ? fal.fetch(input, init)
        : realFetch(input, init);
    site = await servePolicySite();
  });
  afterAll(async () => {
    delete process.env.FAL_KEY;
    globalThis.fetch = realFetch;
    await watched?.context.close();
    await site?.close();
    fal.dispose();
  });

  test('is nowhere in the browser after a run that failed and one that went well', async () => {
    const heard: string[] = [];
    watched = await openWatched(site, 'runtime.html');
    const { page, context, asked } = watched;
    page.on('console', (message) => heard.push(message.text()));
    page.on('pageerror', (error) => heard.push(String(error.stack)));
    const answers: Promise<unknown>[] = [];
    context.on('response', (response) => {
      const told = async () => {
        heard.push(JSON.stringify(await response.allHeaders()));
        heard.push((await response.body()).toString('latin1'));
      };
      if (response.url().includes('/api/fal')) answers.push(told().catch(() => {}));
    });
    // The browser sends the image to fal itself, and reads the result there.
    await context.route(/^https:\/\/v3b?\.fal\.media\//, async (route) => {
      const request = route.request();
      const body = request.postDataBuffer();
      const answer = await fal.service.fetch(
        new Request(request.url(), {
          method: request.method(),
          headers: request.headers(),
          ...(body ? { body: new Uint8Array(body) } : {}),
        }),
      );
      const headers = Object.fromEntries(answer.headers);
      await route.fulfill({ status: answer.status, headers, body: Buffer.from(await answer.arrayBuffer()) });
    });

    const progress = page.getByRole('status');
    fal.refuse = (url) => (/trellis-2$/.test(url) ? tellingError(401) : undefined);
    await page.getByRole('button', { name: '1 Toadstool' }).click();
    await expect.poll(() => progress.textContent()).toContain('[redacted]');
    heard.push((await progress.textContent()) ?? '', await dumpPage(page, context));
    fal.refuse = undefined;
    await page.getByRole('button', { name: '1 Toadstool' }).click();
    await expect.poll(() => progress.textContent()).toMatch(/^Toadstool: [\d,]+ triangles/);
    const dump = await dumpPage(page, context);
    await Promise.all(answers);
    heard.push(dump, ...asked);

    // There was something to tell.
    expect(fal.keys).toContain(`Key ${CANARY}`);
    expect(fal.sent.some((text) => findCanary(text))).toBe(true);
    expect(answers.length).toBeGreaterThan(5);
    expect(dump).toMatch(/^IndexedDB \S+\/jobs: [1-9]/m);
    expect(dump).toMatch(/^OPFS \S+\/masters\//m);
    expect(heard.filter((text) => findCanary(text)).map((text) => text.slice(0, 300))).toEqual([]);
    expect(await heardInPage(page)).toEqual([]);
    expect(enforced(site)).toEqual([]);
    expect(strangers(asked, site).filter((url) => !/^https:\/\/v3b?\.fal\.media\//.test(url))).toEqual([]);
  });
});
