import { describe, expect, it } from 'vitest';
import { paneSuite } from './harness/pane-suite.ts';

describe.each([18, 19] as const)('React %i', (major) => {
  const open = paneSuite(major);
  const press = (name: string) => open.pane.getByRole('button', { name, exact: true }).click();
  const listeners = () => open.page.evaluate(() => window.harness.listeners());

  /** One run through the pane, its parts looked at, and the Inspector closed. What was counted on the way. */
  async function walk(query: string) {
    const { page, pane, bar } = await open.start(query);
    await pane.waitFor();
    await open.openTab('Library');
    await pane.getByText('No models yet.').waitFor();
    await open.openTab('Generate');
    await press('Pot');
    await pane.getByRole('button', { name: 'Start with a new image' }).waitFor();
    const { subscriptions } = await listeners();
    const undoneEffects = await page.evaluate(() => window.harness.undoneEffects());
    await open.runButton.click();
    await expect.poll(() => bar.getByRole('button', { name: 'Cancel', exact: true }).count()).toBe(1);
    const asked = await page.evaluate(() => window.harness.calls('generate').length);
    // A toast goes by itself: counted as they come.
    const toasts = await page.evaluateHandle(() => {
      const seen = new Set<Element>();
      new MutationObserver(() => {
        for (const toast of document.querySelectorAll('.fui-Toast')) seen.add(toast);
      }).observe(document.body, { childList: true, subtree: true });
      return seen;
    });
    const toastCount = () => toasts.evaluate(({ size }) => size);
    await page.evaluate(() => window.harness.finish());
    await expect.poll(toastCount).toBeGreaterThan(0);
    await open.openTab('Library');
    await pane.getByRole('listitem', { name: 'Version 1' }).waitFor();
    await open.openTab('Fit');
    await pane.getByRole('slider', { name: 'Fit triangles', exact: true }).waitFor();
    await expect.poll(() => page.evaluate(() => window.harness.selectedName())).toBe('Pot');
    await page.evaluate(() => window.harness.closeInspector());
    await expect.poll(() => pane.count()).toBe(0);
    await expect.poll(async () => (await listeners()).subscriptions).toBe(0);
    return {
      undoneEffects,
      told: { subscriptions, asked, toasts: await toastCount(), left: await listeners() },
    };
  }

  it('shows the pane and makes one run of one press, also beneath StrictMode', async () => {
    const plain = await walk('theme=light');
    expect(await open.page.evaluate(() => window.harness.reactVersion)).toMatch(new RegExp(`^${major}\\.`));
    expect(plain.undoneEffects).toBe(0);
    expect(plain.told).toMatchObject({ asked: 1, toasts: 1 });
    expect(plain.told.subscriptions).toBeGreaterThan(0);
    expect(open.problems).toEqual([]);

    const strict = await walk('theme=light&strict');
    // Pane, toolbar button, the place of toasts, and over the canvas the comparison and the target of a drop.
    expect(strict.undoneEffects).toBe(5);
    // Nothing is there twice, before and after; what stays on the scene is the Inspector's own.
    expect(strict.told).toEqual(plain.told);
  });
});
