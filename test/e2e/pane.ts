import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright';
import { expect } from 'vitest';
import { measureScene } from './site.ts';

export const CROWN = fileURLToPath(
  new URL('../../node_modules/@lobehub/fluent-emoji-3d/assets/1f451.webp', import.meta.url),
);

export const pane = (page: Page) => page.getByRole('region', { name: 'Generate from image' });

/** As a hand does it: a file from the desktop let go above the pane, or at a point of something else. */
export async function drop(
  page: Page,
  path: string,
  name: string,
  type: string,
  { target = pane(page), at = {} }: { target?: Locator; at?: { clientX?: number; clientY?: number } } = {},
): Promise<void> {
  const bytes = [...(await readFile(path))];
  const transfer = await page.evaluateHandle(
    ([content, fileName, mimeType]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(content)], fileName, { type: mimeType }));
      return data;
    },
    [bytes, name, type] as const,
  );
  for (const event of ['dragenter', 'dragover', 'drop'])
    await target.dispatchEvent(event, { dataTransfer: transfer, ...at });
}

export async function chooseTextureSize(page: Page, label: string): Promise<void> {
  await pane(page).getByRole('button', { name: label, exact: true }).click();
}

export const openTab = (page: Page, name: 'Generate' | 'Fit' | 'Library') =>
  pane(page)
    .getByRole('tab', { name: new RegExp(`^${name}`) })
    .click();

/** The button that runs, whatever it says and costs. */
export const runButton = (page: Page) =>
  pane(page).getByRole('button', { name: /^(Generate|Run again) · (free|about \$)/ });

/** Everything of the open tab is in view, and its controls can be hit. */
export async function expectInView(page: Page, ...controls: readonly Locator[]): Promise<void> {
  const list = pane(page).getByRole('tabpanel').locator('> div').first();
  const heights = await list.evaluate(({ scrollHeight, clientHeight }) => ({ scrollHeight, clientHeight }));
  expect(heights.scrollHeight).toBeLessThanOrEqual(heights.clientHeight);
  for (const control of controls) await control.click({ trial: true });
}

export async function typeTarget(page: Page, value: number): Promise<void> {
  const field = pane(page).getByRole('textbox', { name: 'Target size' });
  await field.fill(String(value));
  await field.press('Tab');
}

export async function finished(page: Page, runs: number): Promise<void> {
  await expect.poll(async () => (await measureScene(page)).versions.flat().length).toBe(runs);
  await expect.poll(async () => (await measureScene(page)).phases).toEqual(['done']);
}
