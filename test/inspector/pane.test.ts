import { describe, expect, it } from 'vitest';
import type { RunStep, StatusNews } from '../fixtures/scripted-fal.ts';
import { axe } from './harness/axe.ts';
import { layoutFaults, type OpenPane, PANE, resizePane, undock } from './harness/open-pane.ts';
import { paneSuite } from './harness/pane-suite.ts';

const open = paneSuite();

async function start(theme: 'light' | 'dark' = 'light'): Promise<OpenPane> {
  const opened = await open.start(`theme=${theme}`);
  await opened.pane.waitFor();
  return opened;
}

async function loadSample(name = 'Pot'): Promise<void> {
  const clear = open.pane.getByRole('button', { name: 'Start with a new image' });
  if ((await clear.count()) > 0) await clear.click();
  await open.pane.getByRole('button', { name, exact: true }).click();
  await open.pane.getByRole('button', { name: 'Start with a new image' }).waitFor();
}

const press = (name: string) => open.pane.getByRole('button', { name, exact: true }).click();
const barText = () => open.bar.textContent();
const finish = () => open.page.evaluate(() => window.harness.finish());
const run = () => open.page.evaluate(() => window.harness.last?.getSnapshot().run);

/** Every status of the run bar from now on, in order. */
async function statuses() {
  const seen = await open.bar.evaluateHandle((bar) => {
    const texts: string[] = [];
    new MutationObserver(() => {
      const text = bar.querySelector('[role=status]')?.textContent;
      if (text && text !== texts.at(-1)) texts.push(text);
    }).observe(bar, { childList: true, subtree: true, characterData: true });
    return texts;
  });
  return () => seen.jsonValue();
}

describe('an image', () => {
  it('is asked for first, then shown with what was found out', async () => {
    const { pane } = await start();
    expect(await open.runButton.isDisabled()).toBe(true);
    expect(await barText()).toContain('Choose an image first.');
    await loadSample('Cup');
    await pane.getByRole('img', { name: 'No transparency: the background will be removed.' }).waitFor();
    expect(await open.runButton.isEnabled()).toBe(true);
    expect(await open.runButton.textContent()).toBe('Generate · about $0.30');
  });

  it('can come from a file, a drop and a paste; a bad one leaves the good one', async () => {
    const { page, pane } = await start();
    await loadSample();
    await pane
      .locator('input[type=file]')
      .setInputFiles({ name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('not an image') });
    await pane.getByRole('alert').waitFor();
    expect(await pane.getByRole('alert').textContent()).toContain('save it again as PNG');
    await pane.getByText('512 × 512 px').waitFor();

    for (const kind of ['drop', 'paste'] as const) {
      await page.evaluate(
        async ([selector, type]) => {
          const canvas = new OffscreenCanvas(type === 'drop' ? 300 : 400, 256);
          canvas.getContext('2d')!.fillRect(50, 50, 99, 99);
          const transfer = new DataTransfer();
          transfer.items.add(
            new File([await canvas.convertToBlob()], `${type}ped.png`, { type: 'image/png' }),
          );
          const options = { bubbles: true, cancelable: true };
          const event =
            type === 'drop'
              ? new DragEvent(type, { ...options, dataTransfer: transfer })
              : new ClipboardEvent(type, { ...options, clipboardData: transfer });
          document.querySelector(`${selector} button`)!.dispatchEvent(event);
        },
        [PANE, kind] as const,
      );
      await pane.getByText(kind === 'drop' ? '300 × 256 px' : '400 × 256 px').waitFor();
    }
  });
});

describe('a run', () => {
  it('is told in words, phase by phase, and selects what it placed', async () => {
    const { page, bar } = await start();
    await loadSample();
    const shown = await statuses();
    await open.runButton.click();
    const steps: [RunStep, string, StatusNews?][] = [
      ['record', 'Preparing the image'],
      ['upload', 'Uploading the image'],
      ['submit', 'Sending the request'],
      ['lookup', 'Asking the service whether it accepted this run…'],
      ['queue', 'Waiting: 2 ahead in the queue', { queue_position: 2 }],
      ['run', 'Generating', { logs: [{ message: 'step 4 of 12' }] }],
    ];
    for (const [step, text, news] of steps) {
      await page.evaluate(([to, says]) => window.harness.fal.reach(to, says), [step, news] as const);
      await expect.poll(() => bar.getByRole('status').textContent()).toBe(text);
      expect(await bar.getByRole('progressbar').getAttribute('aria-valuenow')).toBe(null);
    }
    await bar.getByTitle('step 4 of 12').waitFor();
    expect(await barText()).toMatch(/\d+ s of 1\.6–7\.8 min/);
    expect(await open.runButton.count()).toBe(0);
    expect(await bar.getByRole('button', { name: 'Cancel', exact: true }).isEnabled()).toBe(true);
    await page.evaluate(() => window.harness.download());
    await expect.poll(() => bar.getByRole('status').textContent()).toBe('Downloading the model');
    await expect
      .poll(async () => Number(await bar.getByRole('progressbar').getAttribute('aria-valuenow')))
      .toBeCloseTo(0.5, 2);
    await finish();
    await bar.getByText(/^Done in \d+ s · 432 triangles · 294 vertices$/).waitFor();
    const texts = steps.map(([, text]) => text);
    // Accepted before its place in the queue is known.
    expect((await shown()).slice(0, -1)).toEqual([
      ...texts.toSpliced(4, 0, 'Waiting in the queue'),
      'Downloading the model',
      'Placing it in the scene',
    ]);
    await expect.poll(() => page.evaluate(() => window.harness.selectedName())).toBe('Pot');
    await page.locator('.fui-ToastTitle', { hasText: 'Pot: 432 triangles · 294 vertices' }).waitFor();
  });

  it('that is cancelled too late says so and ends', async () => {
    const { page, bar } = await start();
    await loadSample();
    await open.runButton.click();
    await page.evaluate(() => window.harness.download());
    await bar.getByText('Downloading the model').waitFor();
    const shown = await statuses();
    await press('Cancel');
    await bar.getByText('Cancel requested · Downloading the model').waitFor();
    await finish();
    await bar.getByText(/^Done in/).waitFor();
    expect(await shown()).toContain('Cancel requested · Placing it in the scene');
  });

  it('that failed says why and what to do, and can be retried as it was', async () => {
    const { page, bar } = await start();
    await loadSample();
    await open.runButton.click();
    const seed = (await run())?.parameters.seed;
    await page.evaluate(() => window.harness.fail('busy'));
    expect(await bar.getByRole('alert').textContent()).toContain('Wait a little and run again');
    await press('Retry');
    await bar.getByText('Preparing the image').waitFor();
    expect((await run())?.parameters.seed).toBe(seed);
  });

  it('that nobody can confirm takes two presses to repeat', async () => {
    const { page, bar } = await start();
    await loadSample();
    await open.runButton.click();
    await page.evaluate(() => window.harness.fail('lost'));
    expect(await open.runButton.isDisabled()).toBe(true);
    await press('Run again…');
    const phase = async () => (await run())?.phase;
    expect(await phase()).toBe('unconfirmed');
    await press('I checked, run again');
    expect(await phase()).toBe('preparing');
    // It is sent once more, although the first one may be under way.
    await page.evaluate(() => window.harness.fal.reach('run'));
    await bar.getByText('Generating').waitFor();
  });

  it('makes versions that can be shown, undone and downloaded', async () => {
    const { page, pane } = await start();
    await loadSample();
    await open.runButton.click();
    await finish();
    for (const _ of [2, 3]) {
      await open.runButton.click();
      await finish();
    }
    await open.openTab('Library');
    const shown = pane.getByRole('list', { name: 'Versions of Pot' }).locator('li[aria-current]');
    const isShown = (label: string) => expect.poll(() => shown.getAttribute('aria-label')).toBe(label);
    await isShown('Version 3');
    await press('Show version 1');
    await isShown('Version 1');
    await press('Undo');
    await isShown('Version 3');
    await pane.getByRole('button', { name: 'Show version 1' }).focus();
    await page.keyboard.press('Control+Shift+Z');
    await isShown('Version 1');
    const [download] = await Promise.all([page.waitForEvent('download'), press('Download version 2 as GLB')]);
    expect(download.suggestedFilename()).toBe('Pot-v2.glb');
    await press('Remove version 2');
    await expect.poll(() => pane.getByRole('listitem', { name: /^Version \d/ }).count()).toBe(2);
  });
});

describe('the Inspector around it', () => {
  it('offers Regenerate… on a generated node alone, and its provenance', async () => {
    const { page, pane } = await start();
    await loadSample();
    await open.runButton.click();
    await finish();
    await page.locator('[role=treeitem]').filter({ hasText: /^Pot$/ }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Regenerate…' }).click();
    const properties = page.getByRole('group', { name: 'Open in the pane' });
    await page.getByText('Pot · version 1', { exact: true }).waitFor();
    await page.getByText(/^Trellis-2 · .+ · seed \d+$/).waitFor();
    const strip = page.getByRole('list', { name: 'Measured' }).getByRole('listitem');
    expect(await strip.allTextContents()).toEqual([
      'Triangles432',
      expect.stringMatching(/^GPU memory[\d.]+ (KiB|MiB)$/),
      expect.stringMatching(/^File[\d.]+ (KB|MB)$/),
      'Draw calls1',
    ]);
    const tab = pane.getByRole('tab', { selected: true });
    for (const name of ['Fit', 'Generate', 'Library']) {
      await properties.getByRole('button', { name }).click();
      await expect.poll(() => tab.textContent()).toBe(name);
    }
    const version = pane.getByRole('listitem', { name: 'Version 1' });
    await expect
      .poll(() =>
        version.evaluate((item) => {
          const { top } = item.getBoundingClientRect();
          const frame = item.closest('section')!.getBoundingClientRect();
          return top >= frame.top && top < frame.bottom;
        }),
      )
      .toBe(true);
    await page
      .locator('[role=treeitem]')
      .filter({ hasText: /^ground$/ })
      .click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Dispose' }).waitFor();
    expect(await page.getByRole('menuitem', { name: 'Regenerate…' }).count()).toBe(0);
    await page.keyboard.press('Escape');

    await open.openTab('Generate');
    await loadSample('Cup');
    expect(await open.runButton.textContent()).toBe('Generate · about $0.30');
    await page.evaluate(() => window.harness.select('ground'));
    await page.evaluate(() => window.harness.select('Pot'));
    await expect.poll(() => open.runButton.textContent()).toBe('Run again · about $0.30');
  });

  it('lets the pane live in a window of its own', async () => {
    await start();
    await loadSample();
    const popup = await undock(open);
    const pane = popup.locator(PANE);
    await pane.getByText('512 × 512 px').waitFor();
    await pane.getByRole('button', { name: 'Generate · about $0.30' }).click();
    await finish();
    await pane.getByText(/^Done in/).waitFor();
    expect(await pane.evaluate((element) => getComputedStyle(element).display)).toBe('flex');
  });
});

describe('the feed', () => {
  it('installs the extension that a link asks for', async () => {
    const { page, pane } = await open.start(
      'theme=light&feed&babylon.requiredExtension=Generate%20From%20Image',
    );
    await page.getByRole('button', { name: /Install & Enable/ }).click();
    await pane.waitFor();
    await loadSample();
  });
});

describe('for everyone', () => {
  it('can be run from the keyboard alone', async () => {
    const { page, pane } = await start();
    await pane.getByRole('button', { name: 'Pot', exact: true }).focus();
    await page.keyboard.press('Enter');
    await pane.getByText('512 × 512 px').waitFor();
    const generate = open.runButton;
    const focused = () => generate.evaluate((element) => element === element.ownerDocument.activeElement);
    for (let tabs = 0; tabs < 60 && !(await focused()); tabs++) await page.keyboard.press('Tab');
    expect(await focused()).toBe(true);
    const target = pane.getByRole('textbox', { name: 'Target size' });
    await target.fill('30000');
    await target.press('Control+Enter');
    await pane.getByText('Preparing the image').waitFor();
    expect(await page.evaluate(() => window.harness.calls('generate').length)).toBe(1);
    expect(await run()).toMatchObject({ parameters: { decimationTarget: 30000 } });
  });

  it.each(['light', 'dark'] as const)('has no serious accessibility fault (%s)', async (theme) => {
    const { page } = await start(theme);
    await loadSample();
    await open.runButton.click();
    await finish();
    await press('All parameters');
    const target = open.pane.getByRole('textbox', { name: 'Target size' });
    await target.fill('5000');
    await target.press('Enter');
    await open.runButton.click();
    await page.evaluate(() => window.harness.fal.reach('queue', { queue_position: 1 }));
    await open.bar.getByText('Waiting: 1 ahead in the queue').waitFor();
    for (const tab of ['Generate', 'Library'] as const) {
      await open.openTab(tab);
      const { violations } = await axe(page, theme).include(PANE).analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`),
      ).toEqual([]);
    }
  });

  it('fits into 280, 350 and 700 px', async () => {
    await start('dark');
    await resizePane(open, 280);
    await loadSample();
    await open.runButton.click();
    await finish();
    await press('All parameters');
    for (const tab of ['Generate', 'Library'] as const) {
      await open.openTab(tab);
      for (const widthPx of [280, 350, 700]) {
        await resizePane(open, widthPx);
        await expect.poll(() => layoutFaults(open), { message: `${tab}, ${widthPx} px` }).toEqual([]);
      }
    }
  });
});

describe('settings', () => {
  it('are remembered after a reload; a damaged store keeps its valid fields', async () => {
    const { page, pane } = await start();
    const target = pane.getByRole('textbox', { name: 'Target size' });
    await target.fill('20000');
    await target.press('Tab');
    await press('Lock the seed');
    const seed = await pane.getByRole('textbox', { name: 'Seed' }).inputValue();
    await page.reload();
    await pane.waitFor();
    expect(await target.inputValue()).toBe('20000');
    expect(await pane.getByRole('textbox', { name: 'Seed' }).inputValue()).toBe(seed);
    expect(await pane.getByRole('button', { name: 'Lock the seed' }).getAttribute('aria-pressed')).toBe(
      'true',
    );

    await page.evaluate(() => {
      const key = Object.keys(localStorage).find((name) => name.endsWith('GenerateFromImage'))!;
      localStorage.setItem(key, '{"parameters":{"decimationTarget":"many","textureSize":4096},"size":-1}');
    });
    await page.reload();
    await pane.waitFor();
    expect(await target.inputValue()).toBe('500000');
    expect(await pane.getByRole('button', { name: '4K', exact: true }).getAttribute('aria-pressed')).toBe(
      'true',
    );
    expect(await pane.getByRole('textbox', { name: 'Size', exact: true }).inputValue()).toBe('1');
  });
});
