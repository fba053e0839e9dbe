import type { Locator } from 'playwright';
import { describe, expect, it } from 'vitest';
import { axe } from './harness/axe.ts';
import { controlsWithoutRing, smallTargets } from './harness/focus-ring.ts';
import { layoutFaults, PANE, resizePane, undock } from './harness/open-pane.ts';
import { paneSuite } from './harness/pane-suite.ts';

const open = paneSuite();

const TABS = ['Generate', 'Fit', 'Library'] as const;
const press = (name: string) => open.pane.getByRole('button', { name, exact: true }).click();
const list = () => open.pane.getByRole('tabpanel').locator('> div').first();

/** Two versions of an image, the second of them fitted and compared; something to repair, and two stored models. */
async function startFitted(
  theme: 'light' | 'dark',
  widthPx: number,
  heightPx: number,
  name: 'Pot' | 'Cup' = 'Pot',
): Promise<void> {
  const { page, pane } = await open.start(`theme=${theme}`);
  await pane.waitFor();
  await resizePane(open, widthPx, heightPx);
  await press(name);
  for (const number of [1, 2]) {
    await open.runButton.click();
    await page.evaluate(() => {
      const { fits } = window.harness;
      fits.isQuick = true;
      fits.setFindings([{ kind: 'holes', count: 3, share: 0 }]);
      return window.harness.finish(550_000, 1024);
    });
    await expect.poll(() => page.evaluate(() => window.harness.last?.versions.length)).toBe(number);
  }
  await page.evaluate(async () => {
    await window.harness.library.keep('Cup');
    await window.harness.library.keep('Lamp');
  });
  await open.openTab('Fit');
  await press('Fit to 20k · free');
  await pane.getByRole('button', { name: 'Show original' }).waitFor();
  await press('Compare');
}

/** Every tab with as much of it open as there is; what is checked in it is said by the caller. */
async function inEachTab(check: (tab: string) => Promise<void>): Promise<void> {
  for (const tab of TABS) {
    await open.openTab(tab);
    if (tab === 'Library') await open.pane.getByRole('button', { name: 'Details' }).first().click();
    await check(tab);
  }
}

const seenBy = (control: Locator) => expect.poll(() => control.isVisible());

describe('at 1440 × 900, as the Inspector docks the pane', () => {
  /** All of the tab is in view with its folds closed, and these controls can be hit. */
  async function seesAll(state: string, ...controls: readonly Locator[]): Promise<void> {
    await expect
      .poll(() => list().evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight), {
        message: state,
      })
      .toBeLessThanOrEqual(0);
    for (const control of controls) await control.click({ trial: true });
  }

  it('Generate and Fit need no scrolling: at first, with an image, during a run, with a result, fitted', async () => {
    const { page, pane, bar } = await open.start('theme=light');
    await page.setViewportSize({ width: 1440, height: 900 });
    const button = (name: string) => pane.getByRole('button', { name, exact: true });
    const fields = ['Target size', 'Seed', 'Size'].map((name) =>
      pane.getByRole('textbox', { name, exact: true }),
    );
    await seesAll('at first', ...fields, button('Pot'), button('All parameters'));
    await press('Pot');
    await button('Start with a new image').waitFor();
    await seesAll('with an image', ...fields, open.runButton, button('All parameters'));
    await open.runButton.click();
    await page.evaluate(() => window.harness.fal.reach('run', { logs: [{ message: 'step 4 of 12' }] }));
    await bar.getByText('Generating').waitFor();
    await seesAll('during a run', ...fields, button('Cancel'), button('All parameters'));
    await page.evaluate(() => {
      window.harness.fits.isQuick = true;
      return window.harness.finish(550_000, 1024);
    });
    await bar.getByText(/^Done in/).waitFor();
    await seesAll('with a result', ...fields, open.runButton, button('Make it lighter'));
    await press('Make it lighter');
    await button('Fit to 20k · free').waitFor();
    await seesAll('before a fit', pane.getByRole('slider', { name: 'Fit triangles', exact: true }));
    await press('Fit to 20k · free');
    await button('Show original').waitFor();
    const shown = ['Show original', 'Compare', 'Export GLB', 'Limits', 'Usual numbers of triangles'];
    await seesAll('fitted', ...shown.map(button));
  });
});

describe('a tall pane', () => {
  it('shows what is otherwise folded, and two cards beside each other', async () => {
    await startFitted('dark', 450, 900);
    const { pane } = open;
    await inEachTab(async (tab) => {
      await expect.poll(() => layoutFaults(open), { message: tab }).toEqual([]);
      const [scroll, client] = await list().evaluate(({ scrollWidth, clientWidth }) => [
        scrollWidth,
        clientWidth,
      ]);
      expect(scroll).toBe(client);
    });
    const boxes = await pane
      .getByRole('listitem', { name: /^Version \d/ })
      .evaluateAll((cards) => cards.map((card) => card.getBoundingClientRect().toJSON()));
    expect(boxes).toHaveLength(2);
    expect(boxes[0].top).toBe(boxes[1].top);
    expect(boxes[0].right).toBeLessThan(boxes[1].left);
    await open.openTab('Generate');
    await seenBy(pane.getByRole('textbox', { name: 'Structure: Sampling steps' })).toBe(true);
    await open.openTab('Fit');
    for (const name of ['Enforce budget', 'LODs'])
      await seenBy(pane.getByRole('switch', { name, exact: true })).toBe(true);
    await seenBy(pane.getByRole('list', { name: 'Found in the original' })).toBe(true);
    // What was closed by hand stays closed.
    await press('Limits');
    await seenBy(pane.getByRole('switch', { name: 'Enforce budget' })).toBe(false);
    await resizePane(open, 350, 400);
    await seenBy(pane.getByRole('switch', { name: 'LODs' })).toBe(false);
    await open.openTab('Library');
    const lefts = await pane
      .getByRole('listitem', { name: /^Version \d/ })
      .evaluateAll((cards) => cards.map((card) => card.getBoundingClientRect().left));
    expect(lefts[0]).toBe(lefts[1]);
  });

  it('does so in a window of its own', async () => {
    const { page, pane: docked } = await open.start();
    await docked.waitFor();
    // Above, so that nothing is left below: the whole side then leaves for a window.
    await page
      .getByText('Generate from image', { exact: true })
      .filter({ visible: true })
      .last()
      .locator('xpath=following::button[1]')
      .click();
    await page.getByRole('menuitem', { name: 'Top Left', exact: true }).click();
    const popup = await undock(open);
    const pane = popup.locator(PANE);
    await popup.setViewportSize({ width: 450, height: 400 });
    await pane.waitFor();
    const steps = pane.getByRole('textbox', { name: 'Structure: Sampling steps' });
    await seenBy(steps).toBe(false);
    await popup.setViewportSize({ width: 450, height: 900 });
    await seenBy(steps).toBe(true);
  });
});

describe('a low pane', () => {
  it('shows all of a fit while it is compared, and the whole name of its version', async () => {
    await startFitted('light', 350, 400, 'Cup');
    for (const name of ['Compare', 'Export GLB', 'Limits', 'Wipe'])
      await open.pane.getByRole('button', { name, exact: true }).click({ trial: true });
    await expect
      .poll(() => list().evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight))
      .toBe(0);
    const version = open.pane.getByRole('combobox', { name: 'Asset and version' });
    expect(await version.textContent()).toBe('Cup · v2');
    await open.pane.getByTitle('Cup · version 2').waitFor();
    await open.pane.getByText('1,024 px', { exact: true }).waitFor();
  });
});

describe('for everyone', () => {
  it.each(['light', 'dark', 'forced colours'] as const)(
    'has targets of 24 px and a ring around the focus (%s)',
    async (look) => {
      await startFitted(look === 'dark' ? 'dark' : 'light', 350, 900);
      if (look === 'forced colours') await open.page.emulateMedia({ forcedColors: 'active' });
      await inEachTab(async (tab) => {
        expect(await smallTargets(open.pane), tab).toEqual([]);
        const { count, faults } = await controlsWithoutRing(open.pane);
        expect(faults, tab).toEqual([]);
        expect(count).toBeGreaterThan(8);
      });
    },
  );

  it('has no accessibility fault where the user’s own colours are forced', async () => {
    await startFitted('light', 350, 900);
    await open.page.emulateMedia({ forcedColors: 'active' });
    await inEachTab(async (tab) => {
      const { violations } = await axe(open.page, 'light').include(PANE).analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`),
        tab,
      ).toEqual([]);
    });
  });

  it('tells by more than a colour of ours what is shown, chosen and over its budget', async () => {
    await startFitted('light', 350, 600);
    const { page, pane } = open;
    await pane.getByRole('combobox', { name: 'Budget preset' }).click();
    await page.getByRole('option', { name: 'Custom' }).click();
    await page.emulateMedia({ forcedColors: 'active' });
    const look = (control: Locator) =>
      control.evaluate((element) => {
        const { backgroundColor, borderTopColor } = getComputedStyle(element);
        return `${backgroundColor} ${borderTopColor}`;
      });
    const button = (name: string) => pane.getByRole('button', { name, exact: true });
    expect(await look(button('Shaded'))).not.toBe(await look(button('Wireframe')));
    await open.openTab('Library');
    const version = (number: number) => pane.getByRole('listitem', { name: `Version ${number}` });
    expect(await look(version(2))).not.toBe(await look(version(1)));
  });

  it('has no scroll bar across and nothing cut off at 280 px', async () => {
    await startFitted('light', 280, 600);
    await inEachTab(async (tab) => {
      await expect.poll(() => layoutFaults(open), { message: tab }).toEqual([]);
      const over = await list().evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
      expect(over, tab).toBe(0);
    });
  });
});
