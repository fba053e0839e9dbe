import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { GenerateOptions } from '../../plugin/asset/contract.ts';
import { fileSizeText } from '../../plugin/core/bytes-text.ts';
import { axe } from './harness/axe.ts';
import { layoutFaults, type OpenPane, PANE, resizePane } from './harness/open-pane.ts';
import { paneSuite } from './harness/pane-suite.ts';

const open = paneSuite();

async function start(query?: string): Promise<OpenPane> {
  const opened = await open.start(query);
  await opened.pane.waitFor();
  return opened;
}

const button = (name: string) => open.pane.getByRole('button', { name, exact: true });
const press = (name: string) => button(name).click();
/** Calls that change something, in order, each with what it was asked for. */
const calls = () => open.page.evaluate(() => window.harness.callTexts());
const isFocused = (name: string) =>
  button(name).evaluate((element) => element === element.ownerDocument.activeElement);
const runPhase = () => open.page.evaluate(() => window.harness.last?.getSnapshot().run?.phase);

async function generateFromSample(): Promise<void> {
  await press('Pot');
  await open.pane.getByRole('button', { name: 'Start with a new image' }).waitFor();
  await open.runButton.click();
}

describe('the library', () => {
  it('says what is kept, places it for nothing and exports it', async () => {
    const { page, pane } = await start();
    expect(await pane.getByText('No models yet.').count()).toBe(0);
    await open.openTab('Library');
    await pane.getByText('No models yet.').waitFor();
    const hash = await page.evaluate(() => window.harness.library.keep('Cup', { isLocal: true }));
    await page.evaluate(() => window.harness.library.keep('<img src=x onerror=alert(1)>\u202egnp'));
    const list = pane.getByRole('list', { name: 'Library', exact: true });
    const rows = list.getByRole('listitem');
    await expect.poll(() => rows.count()).toBe(2);
    const texts = await rows.allTextContents();
    const { masters, usage } = await page.evaluate(() => window.harness.generator.library.getSnapshot());
    const [size, all] = [masters[0]?.bytes ?? 0, usage?.bytes ?? 0].map(fileSizeText);
    expect(texts[0]).toContain(
      `<img src=x onerror=alert(1)> gnp19,998 triangles · 2048 px · ${size}Trellis-2 ·`,
    );
    expect(texts[1]).toContain('Local approximation ·');
    await pane.getByText(`2 models · ${all} · this browser allows 2.1 GB`).waitFor();
    // The image that the asset was made from, and no other: the name stays text.
    await expect
      .poll(() =>
        list
          .locator('img')
          .evaluateAll((all) => all.map((img) => new URL((img as HTMLImageElement).src).protocol)),
      )
      .toEqual(['blob:', 'blob:']);

    const search = pane.getByRole('searchbox', { name: 'Search the stored models by name' });
    await search.fill(' cUp');
    await expect.poll(() => rows.count()).toBe(1);
    await search.fill('hat');
    await pane.getByText('No stored model has this name.').waitFor();
    await search.fill('');
    await expect.poll(() => rows.count()).toBe(2);

    const cup = list.getByRole('listitem', { name: 'Cup' });
    const [download] = await Promise.all([page.waitForEvent('download'), press('Export Cup as GLB')]);
    expect(download.suggestedFilename()).toBe(`Cup-${hash.slice(0, 8)}.glb`);
    const exported = await readFile(await download.path());
    expect(createHash('sha256').update(exported).digest('hex')).toBe(hash);

    await cup.getByRole('button', { name: 'Place' }).click();
    const placed = pane.getByRole('listitem', { name: 'Version 1' });
    await placed.getByText('From the library, not run again', { exact: true }).waitFor();
    await placed.getByText('19,998 triangles · 294 vertices').waitFor();
    // It asked for no run.
    expect(await calls()).toEqual([`readAsync ${hash}`, `placeAsync ${hash}`]);
    await expect.poll(() => page.evaluate(() => window.harness.selectedName())).toBe('Cup');

    await page.evaluate((damaged) => window.harness.library.damage(damaged), hash);
    await cup.getByRole('button', { name: 'Place' }).click();
    await pane.getByRole('alert').waitFor();
    expect(await pane.getByRole('alert').textContent()).toContain('its bytes were damaged');
    await page.evaluate(() =>
      window.harness.library.set({ readFault: 'This browser stores nothing for this page.' }),
    );
    await pane.getByText('Export what you want to keep').waitFor();
    const notice = page.getByText('This browser stores nothing for this page.', { exact: true });
    expect(await notice.count()).toBe(1);
    await pane.getByRole('status').filter({ has: notice }).getByRole('button', { name: 'Dismiss' }).click();
    await expect.poll(() => notice.count()).toBe(0);
  });

  it('deletes after a question, and tells what the browser promises: from the keyboard alone', async () => {
    const { page, pane } = await start();
    const hash = await page.evaluate(async () => {
      const { library } = window.harness;
      const [cup] = [await library.keep('Cup'), await library.keep('Lamp')];
      return cup;
    });
    await pane.getByRole('tab', { name: 'Library' }).focus();
    await page.keyboard.press('Enter');
    await button('Delete Cup…').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => isFocused('Keep')).toBe(true);
    await page.keyboard.press('Escape');
    expect(await isFocused('Delete Cup…')).toBe(true);
    await page.keyboard.press('Enter');
    await pane.getByText('To get it back you must pay for a new run.').waitFor();
    await expect.poll(() => isFocused('Keep')).toBe(true);
    expect(await calls()).toEqual([]);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    const list = pane.getByRole('list', { name: 'Library', exact: true });
    await expect.poll(() => list.getByRole('listitem').count()).toBe(1);
    expect(await list.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);

    await button('Keep safe').focus();
    await page.keyboard.press('Enter');
    await pane.getByText('This browser may delete it when storage space is low.').waitFor();
    await page.evaluate(() => window.harness.library.set({ persistAnswer: true }));
    await press('Keep safe');
    await pane.getByText('This browser will not delete it automatically.').waitFor();
    expect(await button('Keep safe').count()).toBe(0);
    expect(await calls()).toEqual([`removeAsync ${hash}`, 'persistAsync', 'persistAsync']);
  });
});

describe('an interrupted run', () => {
  it('that nobody can confirm is looked up for nothing, and sent again only after a warning', async () => {
    const { page, pane } = await start();
    // The service does not know it.
    const run = await page.evaluate(() => {
      window.harness.fal.fate = 'lost';
      window.harness.fal.reach('queue');
      return window.harness.library.leaveOpen('unconfirmed');
    });
    await pane.getByRole('tab', { name: 'Library, interrupted runs: 1' }).click();
    const row = pane.getByRole('list', { name: 'Interrupted runs' }).getByRole('listitem', { name: 'Pot' });
    await row.getByText('It is not known whether the service accepted it. It was not sent again.').waitFor();
    await button('Check again').focus();
    await page.keyboard.press('Enter');
    await row.getByText('it is still not known').waitFor();
    const list = pane.getByRole('list', { name: 'Interrupted runs' });
    expect(await list.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    await press('Submit again…');
    await row.getByText('you pay twice').waitFor();
    await press('Not now');
    await press('Discard…');
    await page.keyboard.press('Escape');
    expect(await calls()).toEqual([`checkRunAsync ${run}`]);
    await page.evaluate(() => {
      window.harness.fal.fate = undefined;
      window.harness.fal.reach('submit');
    });
    await press('Submit again…');
    await press('Submit again');
    await expect.poll(() => row.count()).toBe(0);
    expect(await calls()).toEqual([`checkRunAsync ${run}`, `resubmitAsync ${run}`]);
    await expect.poll(runPhase).toBe('submitting');
    expect(await pane.getByRole('region', { name: 'Interrupted runs' }).count()).toBe(0);
  });

  it('is shown with what can be done about it', async () => {
    const { page, pane } = await start();
    const ids = await page.evaluate(async () => {
      const { library, generator } = window.harness;
      library.addUnreadableRuns(2);
      const tree = await library.leaveOpen('elsewhere', 'Tree');
      const chair = await library.leaveOpen('stalled', 'Chair');
      await generator.resumeAsync();
      const lamp = await library.leaveOpen('waiting', 'Lamp');
      return { tree, chair, lamp, hat: await library.leaveOpen('ended', 'Hat') };
    });
    await open.openTab('Library');
    const list = pane.getByRole('list', { name: 'Interrupted runs' });
    const row = (name: string) => list.getByRole('listitem', { name, exact: true });
    expect(await row('Tree').textContent()).toContain('Another tab is working on it: Generating 42 %.');
    expect(await row('Tree').getByRole('button').count()).toBe(0);
    expect((await row('Hat').textContent())?.length).toBeLessThan(600);
    await row('Hat').getByRole('button', { name: 'Dismiss' }).click();
    await row('Chair').getByRole('button', { name: 'Take over' }).click();
    await expect.poll(() => row('Chair').count()).toBe(0);
    await row('Lamp').getByRole('button', { name: 'Resume' }).click();
    await pane.getByText('Resumed 1 interrupted run: Lamp. Nothing was sent again.').waitFor();
    expect(await calls()).toEqual([
      'resumeAsync',
      `discardRunAsync ${ids.hat}`,
      `takeOverRunAsync ${ids.chair}`,
      'resumeAsync',
    ]);
    await pane.getByText('2 records of earlier runs cannot be read. They were not changed.').waitFor();
  });

  it('that the page has resumed is announced and shown', async () => {
    const { page, pane, bar } = await start('theme=light&waiting');
    await pane.getByText('Resumed 1 interrupted run: Pot.').waitFor();
    await bar.getByText('Waiting in the queue').waitFor();
    await page.evaluate(() => window.harness.download());
    await bar.getByText('Downloading the model').waitFor();
    await press('Dismiss');
    expect(await pane.getByText('Resumed ').count()).toBe(0);
  });
});

describe('a run', () => {
  it('that cannot be written down is offered without a record, in plain words', async () => {
    const { page, bar } = await start();
    await generateFromSample();
    await page.evaluate(() => window.harness.fal.reach('lookup'));
    await bar.getByText('It is not sent again automatically.').waitFor();
    await page.evaluate(() => window.harness.library.takeRuns());
    await bar.getByRole('alert').waitFor();
    expect(await bar.getByRole('alert').textContent()).toContain('Another tab is working on this run');
    expect(await button('Retry').count()).toBe(0);

    await start();
    await page.evaluate(() => window.harness.library.set({ recordFault: 'No room is left.' }));
    await generateFromSample();
    await bar.getByRole('alert').waitFor();
    expect(await bar.getByRole('alert').textContent()).toContain(
      'A reload loses the run, even if it was charged.',
    );
    const asked = () => page.evaluate(() => window.harness.calls('regenerateAsync', 1));
    expect(await asked()).toEqual([]);
    await press('Generate without a record');
    expect(await asked()).toEqual([{ allowUnrecorded: true }]);
    await page.evaluate(() => window.harness.fal.reach('run'));
    const notice = bar.getByText('Not recorded: closing or reloading this page loses this run.');
    await notice.waitFor();

    // A local run is not recorded either, but lost for nothing.
    await start('local');
    await generateFromSample();
    await bar.getByText('Generating').waitFor();
    expect(await notice.count()).toBe(0);
  });

  it('that the library answered says so, and is made anew only when asked', async () => {
    const { page, pane, bar } = await start();
    await generateFromSample();
    // No seed of its own: the library may answer with any.
    const [asked] = await page.evaluate(() => window.harness.calls('generate', 1) as GenerateOptions[]);
    expect(asked?.parameters).not.toHaveProperty('seed');
    await page.evaluate(async () => {
      await window.harness.finish(5120);
      window.harness.last?.dispose();
    });
    await open.runButton.click();
    await bar.getByText('From the library, not paid again · 5,120 triangles').waitFor();
    await open.openTab('Library');
    const version = pane.getByRole('listitem', { name: 'Version 1' });
    await version.getByText('From the library, not paid again', { exact: true }).waitFor();
    await version.getByRole('button', { name: 'Run again anyway' }).click();
    expect(await page.evaluate(() => window.harness.calls('regenerateAsync', 1))).toEqual([
      { skipLibrary: true },
    ]);
    expect(await version.getByRole('button', { name: 'Run again anyway' }).isDisabled()).toBe(true);
    expect(await runPhase()).toBe('preparing');
  });
});

describe('for everyone', () => {
  it.each(['light', 'dark'] as const)(
    'fits into 280, 350 and 700 px without an accessibility fault (%s)',
    async (theme) => {
      const { page, pane } = await start(`theme=${theme}`);
      await resizePane(open, 280);
      await page.evaluate(async () => {
        const { library, generator } = window.harness;
        for (const name of ['Cup', 'x'.repeat(1000), 'Lamp']) await library.keep(name);
        await library.leaveOpen('stalled', 'y'.repeat(200));
        await library.leaveOpen('elsewhere', 'elsewhere');
        await generator.resumeAsync();
        for (const state of ['unconfirmed', 'waiting', 'ended'] as const)
          await library.leaveOpen(state, state);
      });
      await open.openTab('Library');
      await press('Keep safe');
      await press('Delete Cup…');
      await press('Submit again…');
      for (const widthPx of [280, 350, 700]) {
        await resizePane(open, widthPx);
        await expect.poll(() => layoutFaults(open), { message: `${widthPx} px` }).toEqual([]);
      }
      await page.mouse.move(0, 0);
      await pane.getByText('you pay twice').waitFor();
      const { violations } = await axe(page, theme)
        .include(`${PANE} section[aria-label="Interrupted runs"]`)
        .include(`${PANE} [aria-label="Library"]`)
        .analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual(
        [],
      );
    },
  );
});
