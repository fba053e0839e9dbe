import type { Locator } from 'playwright';
import { describe, expect, it } from 'vitest';
import type { FitPlan } from '../../plugin/budget/fit-plan.ts';
import type { FitRequest } from '../../plugin/budget/fit-request.ts';
import { trellis2 } from '../../plugin/recipe/providers/trellis-2.ts';
import type { Provenance } from '../../plugin/scene/place/provenance.ts';
import { axe } from './harness/axe.ts';
import { layoutFaults, type OpenPane, PANE, resizePane } from './harness/open-pane.ts';
import { paneSuite } from './harness/pane-suite.ts';

const open = paneSuite();

const press = (name: string) => open.pane.getByRole('button', { name, exact: true }).click();
const slider = (name: string): Locator => open.pane.getByRole('slider', { name, exact: true });
const requests = () =>
  open.page.evaluate(() => window.harness.calls('fitAsync') as (FitRequest & { plan?: Partial<FitPlan> })[]);
const requestCount = async () => (await requests()).length;
const shownFit = () =>
  open.page.evaluate(() => {
    const fit = window.harness.last?.versions[0]?.fit;
    return fit && { id: fit.id, triangles: fit.stats.triangles };
  });
/** The fit under way ends and is shown. */
async function end(): Promise<void> {
  const before = (await shownFit())?.id;
  await open.page.evaluate(() => window.harness.fits.end());
  await expect.poll(async () => (await shownFit())?.id).not.toBe(before);
}
const endAtOnce = (isQuick: boolean) =>
  open.page.evaluate((quick) => Object.assign(window.harness.fits, { isQuick: quick }).isQuick, isQuick);
const untilFitted = (isFitted: boolean) =>
  expect.poll(async () => (await shownFit()) !== undefined).toBe(isFitted);

/** Fits to what the sliders say; this and later fits end at once. */
async function fitAtOnce(): Promise<void> {
  await endAtOnce(true);
  await press('Fit to 20k · free');
  await untilFitted(true);
}

async function choose(line: string, option: string): Promise<void> {
  await open.pane.getByRole('combobox', { name: line, exact: true }).click();
  await open.page.getByRole('option', { name: option, exact: true }).click();
}

/** A finished version of 550,000 triangles, with something of each kind found in it. */
async function startFit(theme: 'light' | 'dark' = 'light', widthPx = 350): Promise<OpenPane> {
  const opened = await open.start(`theme=${theme}`);
  const { pane, page } = opened;
  await pane.waitFor();
  await resizePane(open, widthPx);
  await press('Pot');
  await pane.getByRole('button', { name: 'Start with a new image' }).waitFor();
  await open.runButton.click();
  await page.evaluate(() => {
    window.harness.fits.setFindings([
      { kind: 'inner-shell', count: 268_120, share: 0.4875 },
      { kind: 'holes', count: 3, share: 0 },
      { kind: 'webp-required', count: 2, share: 1 },
    ]);
    return window.harness.finish(550_000, 1024);
  });
  await open.openTab('Fit');
  await slider('Fit triangles').waitFor();
  return opened;
}

describe('the fit', () => {
  it('is free and the run has its price, in so many words', async () => {
    const { pane } = await startFit();
    await pane.getByRole('button', { name: 'Fit to 20k · free', exact: true }).waitFor();
    await open.openTab('Generate');
    expect(await open.runButton.textContent()).toBe('Run again · about $0.30');
    await open.start('local');
    expect(await open.runButton.textContent()).toBe('Generate · free');
  });

  it('follows the slider, fits where it rests, and can be undone', async () => {
    const { page, pane } = await startFit();
    const box = (await slider('Fit triangles').boundingBox())!;
    const middle = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * 0.5, middle);
    await page.mouse.down();
    for (let share = 0.5; share > 0.3; share -= 0.02)
      await page.mouse.move(box.x + box.width * share, middle);
    await expect
      .poll(() =>
        page.evaluate(() => window.harness.fits.calls.filter((call) => call.startsWith('preview')).length),
      )
      .toBeGreaterThan(0);
    // However long the hand or the machine takes until it lets go: one drag is one fit.
    expect(await requestCount()).toBe(0);
    await page.mouse.up();
    await expect.poll(requestCount).toBe(1);
    const asked = (await requests()).at(-1)?.plan?.triangles ?? 0;
    // 30 % of the way from 500 to 550,000 in equal factors is about 4,100.
    expect(asked).toBeGreaterThan(3000);
    expect(asked).toBeLessThan(6000);
    await page.evaluate(() => window.harness.fits.step('bake', 0.4));
    await pane.getByText('Baking the textures').waitFor();
    expect(
      await pane.getByRole('progressbar', { name: 'Baking the textures' }).getAttribute('aria-valuenow'),
    ).toBe('0.4');
    await end();
    const measured = (await shownFit())?.triangles.toLocaleString('en-US');
    const row = pane
      .getByRole('list', { name: 'Measured' })
      .getByText(/^Triangles/)
      .locator('..');
    await expect.poll(() => row.textContent()).toBe(`Triangles550,000 → ${measured}`);
    await open.openTab('Library');
    const card = pane.getByRole('listitem', { name: 'Version 1' });
    await card.getByText(/^Fitted: /).waitFor();
    await press('Undo');
    await open.openTab('Fit');
    await expect.poll(() => row.textContent()).toBe('Triangles550,000');
  });

  it('takes a preset as a budget and measures the result against it', async () => {
    const { pane } = await startFit();
    await choose('Budget preset', 'Roblox MeshPart');
    await end();
    expect(await requests()).toMatchObject([
      { budget: { maxTriangles: 20_000, maxTextureSizePx: 1024 }, enforceBudget: true },
    ]);
    const strip = pane.getByRole('list', { name: 'Measured' });
    await strip.getByText('of 20,000').waitFor();
    expect(await strip.getByText(/^over /).count()).toBe(0);
    await press('Limits');
    expect(await pane.getByRole('switch', { name: 'Enforce budget' }).isChecked()).toBe(true);
    await pane.getByText('Roblox: a mesh has at most 20,000 triangles').waitFor();
  });

  it('takes limits of the user’s own; an empty one is none', async () => {
    const { pane } = await startFit();
    await fitAtOnce();
    await press('Limits');
    const file = pane.getByRole('spinbutton', { name: 'File limit' });
    expect(await file.inputValue()).toBe('');
    await file.fill('0.5');
    await file.press('Enter');
    await expect
      .poll(async () => (await requests()).at(-1))
      .toMatchObject({ budget: { maxFileBytes: 500_000 } });
    await expect.poll(() => file.inputValue()).toBe('0.5 MB');
    await file.fill('');
    await file.press('Enter');
    await expect.poll(async () => (await requests()).at(-1)).not.toHaveProperty('budget.maxFileBytes');
    expect(await file.inputValue()).toBe('');
  });

  it('can be cancelled, and says why it failed', async () => {
    const { page, pane } = await startFit();
    await press('Fit to 20k · free');
    await press('Cancel fit');
    await expect.poll(() => pane.getByRole('button', { name: 'Cancel fit' }).count()).toBe(0);
    expect(await pane.getByRole('alert').count()).toBe(0);
    await press('Fit to 20k · free');
    await page.evaluate(() =>
      window.harness.fits.end(window.harness.error('over-budget', 'Still 5,400,000 bytes of the file.')),
    );
    const alert = pane.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toContain('Raise the limit in the message');
  });

  it('repairs what was found at a press', async () => {
    const { pane } = await startFit();
    await press('Repairs · 3');
    const found = pane.getByRole('list', { name: 'Found in the original' });
    expect(await found.getByRole('listitem').first().textContent()).toContain(
      '268,120 hidden triangles (49 %)',
    );
    await endAtOnce(true);
    await press('Close: Holes');
    await expect.poll(() => found.getByText('Done').count()).toBe(2);
    expect((await requests())[0]?.plan?.repairs).toContain('holes');
    await press('Export PNG: WebP required');
    await expect.poll(() => found.getByText('Done').count()).toBe(3);
    expect(await requestCount()).toBe(1);
    await press('Undo: Holes');
    await expect.poll(() => found.getByText('Done').count()).toBe(2);
    expect((await requests())[1]?.plan?.repairs).not.toContain('holes');
    await press('Undo: WebP required');
    await expect.poll(() => found.getByText('Done').count()).toBe(1);
    expect(await requestCount()).toBe(2);
  });

  it('is compared with its master, and drawn in other ways', async () => {
    const { page } = await startFit();
    await fitAtOnce();
    await press('Wireframe');
    await press('Compare');
    await slider('Wipe position').press('ArrowRight');
    await press('Side by side');
    await press('Compare');
    expect(await page.evaluate(() => window.harness.calls('compareAsync'))).toMatchObject([
      { with: 'master', mode: 'wipe', position: 0.5 },
      { with: 'master', mode: 'wipe', position: 0.51 },
      { with: 'master', mode: 'side-by-side', position: 0.51 },
      undefined,
    ]);
    expect(await page.evaluate(() => window.harness.last?.getSnapshot().view)).toBe('wireframe');
  });

  it('is exported in the chosen format, which is remembered', async () => {
    const { page, pane } = await startFit();
    await endAtOnce(true);
    await press('Fit to 20k · free');
    await press('Show original');
    await untilFitted(false);
    await press('Fit to 20k · free');
    await untilFitted(true);
    await press('Export format');
    await page.getByRole('menuitemradio', { name: 'Plain: PNG' }).getByText('Blender, Unity').waitFor();
    await page.getByRole('menuitemradio', { name: 'Plain: PNG' }).click();
    await page.keyboard.press('Escape');
    const [download] = await Promise.all([page.waitForEvent('download'), press('Export GLB')]);
    expect(download.suggestedFilename()).toBe('Pot-v1-19.2k-plain.glb');
    expect(await page.evaluate(() => window.harness.calls('exportGlbAsync'))).toEqual([
      { geometry: 'float', textures: 'png', withLods: false },
    ]);
    await page.reload();
    await pane.waitFor();
    await open.openTab('Generate');
    await press('Pot');
    await open.runButton.click();
    await page.evaluate(() => window.harness.finish(9000));
    await open.openTab('Fit');
    await pane.getByTitle('Plain: PNG').waitFor();
  });
});

/** What an exported file says of itself. */
const ORIGIN: Provenance = {
  generator: 'a test',
  assetId: 'chair',
  provider: trellis2.id,
  imageName: 'Chair',
  parameters: { ...trellis2.complete({ decimationTarget: 44_000 }, 77) },
  isLocal: false,
  createdAt: '2026-11-21T09:00:00.000Z',
};

describe('a dropped GLB', () => {
  it('becomes an asset that can be fitted; its image is asked for', async () => {
    const { page, pane } = await open.start();
    await pane.waitFor();
    await page.evaluate(
      async ([selector, origin]) => {
        const glb = await window.harness.glb(120_000, 64, { imageTo3D: origin });
        const transfer = new DataTransfer();
        transfer.items.add(new File([glb], 'Chair.glb'));
        const options = { bubbles: true, cancelable: true, dataTransfer: transfer };
        document.querySelector(`${selector} button`)!.dispatchEvent(new DragEvent('drop', options));
      },
      [PANE, ORIGIN] as const,
    );
    await slider('Fit triangles').waitFor();
    await expect.poll(() => page.evaluate(() => window.harness.selectedName())).toBe('Chair');
    await open.openTab('Generate');
    await pane.getByText('Drop the image here to run it again.').waitFor();
    expect(await open.runButton.textContent()).toBe('Run again · about $0.30');
    expect(await open.runButton.isDisabled()).toBe(true);
    expect(await pane.getByRole('textbox', { name: 'Target size' }).inputValue()).toBe('44000');
    await press('Pot');
    await pane.getByText('512 × 512 px').waitFor();
    await open.runButton.click();
    expect(
      await page.evaluate(() => window.harness.last?.getSnapshot().run?.parameters.decimationTarget),
    ).toBe(44_000);
  });
});

describe('for everyone', () => {
  it('works from the keyboard alone', async () => {
    const { page } = await startFit();
    const lastPlan = async () => (await requests()).at(-1)?.plan ?? {};
    await slider('Fit triangles').focus();
    for (let times = 0; times < 5; times++) await page.keyboard.press('ArrowLeft');
    await expect.poll(lastPlan).toMatchObject({ triangles: 15_000, textureSize: 1024 });
    await end();
    const texture = slider('Fit texture');
    const focused = () => texture.evaluate((element) => element === element.ownerDocument.activeElement);
    for (let tabs = 0; tabs < 5 && !(await focused()); tabs++) await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(lastPlan).toMatchObject({ triangles: 15_000, textureSize: 768 });
    await end();
    const number = open.pane.getByRole('textbox', { name: 'Fit triangles' });
    await number.fill('9000');
    await number.press('Enter');
    await expect.poll(lastPlan).toMatchObject({ triangles: 9000, textureSize: 768 });
  });

  it.each(['light', 'dark'] as const)('has no serious accessibility fault (%s)', async (theme) => {
    const { page } = await startFit(theme);
    await choose('Budget preset', 'Quest / WebXR prop');
    await end();
    await endAtOnce(true);
    await press('Compare');
    await press('LODs, collider');
    await open.pane.getByRole('switch', { name: 'LODs' }).click();
    await choose('Collider', 'Hull');
    const faults = async () =>
      (await axe(page, theme).include(PANE).analyze()).violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`,
      );
    expect(await faults()).toEqual([]);
    await press('Repairs · 3');
    expect(await faults()).toEqual([]);
    await press('Limits');
    await endAtOnce(false);
    await press('Fast');
    expect(await faults()).toEqual([]);
  });

  it('fits into 280, 350 and 700 px', async () => {
    await startFit('dark', 280);
    await endAtOnce(true);
    await choose('Budget preset', 'Web hero');
    await press('Compare');
    for (const fold of ['Limits', 'Repairs · 3', 'Scene', 'LODs, collider']) {
      await press(fold);
      if (fold.startsWith('LODs')) {
        await open.pane.getByRole('switch', { name: 'LODs' }).click();
        await choose('Collider', 'Hull');
      }
      for (const widthPx of [280, 350, 700]) {
        await resizePane(open, widthPx);
        await expect.poll(() => layoutFaults(open), { message: `${fold}, ${widthPx} px` }).toEqual([]);
      }
    }
  });
});
