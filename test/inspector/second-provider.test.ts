import { expect, it } from 'vitest';
import type { Generator } from '../../plugin/index.ts';
import { paneSuite } from './harness/pane-suite.ts';

const open = paneSuite();

it('the pane shows the rows of another provider, and a run with them ends in the scene', async () => {
  const { page, pane, bar } = await open.start('', 'second-provider.html');
  const press = (name: string) => pane.getByRole('button', { name, exact: true }).click();
  await pane.waitFor();
  await press('All parameters');
  await pane.getByRole('switch', { name: 'Hollow' }).waitFor();
  await pane.getByRole('textbox', { name: 'Edge sharpness' }).waitFor();
  for (const section of ['Structure', 'Mesh', 'Texture', 'Shape'])
    expect(await pane.getByRole('button', { name: section, exact: true }).count()).toBe(0);
  expect(await pane.getByRole('combobox', { name: 'Detail level' }).textContent()).toBe('256');
  for (const text of ['Trellis', 'Target size', 'Quality', 'Remesh'])
    expect(await pane.getByText(text).count()).toBe(0);

  const faces = pane.getByRole('textbox', { name: 'Face count' });
  expect(await faces.inputValue()).toBe('6000');
  await faces.fill('2000');
  await faces.press('Tab');
  await expect.poll(() => faces.inputValue()).toBe('2000');

  // Its own rule refuses, in its own words.
  const sharpness = pane.getByRole('textbox', { name: 'Edge sharpness' });
  await sharpness.fill('1.5');
  await sharpness.press('Enter');
  await pane.getByRole('switch', { name: 'Hollow' }).click();
  await pane.getByText('A hollow object cannot have hard edges.').first().waitFor();
  await pane.getByRole('switch', { name: 'Hollow' }).click();

  await press('Pot');
  await pane.getByRole('button', { name: 'Start with a new image' }).waitFor();
  await bar.getByRole('button', { name: 'Generate · free' }).click();
  await pane.getByRole('tab', { name: 'Library' }).click();
  const version = pane.getByRole('listitem', { name: 'Version 1' });
  await version.getByRole('button', { name: 'Details' }).click();
  await expect.poll(() => version.textContent()).toMatch(/face count 2k · detail 256 · seed \d+/);
  expect(await version.textContent()).toContain('Local approximation, not Solid 2');
  const read = () =>
    page.evaluate(() => {
      const { getSnapshot } = (window as unknown as { generator: Generator }).generator;
      const [asset] = getSnapshot().assets;
      const [made] = asset?.versions ?? [];
      return {
        parameters: made?.parameters,
        provider: made?.provider,
        shownVersionId: asset?.getSnapshot().shownVersionId,
        vertices: asset?.container?.meshes.reduce((sum, mesh) => sum + mesh.getTotalVertices(), 0),
      };
    });
  // Listed first, then shown in the placeholder's place.
  await expect.poll(async () => (await read()).shownVersionId).toBeDefined();
  const found = await read();
  expect(found).toMatchObject({
    provider: 'acme/solid/v2',
    parameters: { faceCount: 2000, detail: 256, isHollow: false },
  });
  expect(found.vertices).toBeGreaterThan(1000);
  expect(found.vertices).toBeLessThanOrEqual(2000);
});
