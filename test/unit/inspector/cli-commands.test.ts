import { expect, it } from 'vitest';
import { createCliCommands } from '../../../plugin/inspector/extension/cli-commands.ts';
import { createStage } from './stage.ts';

function createCli(runLimit: number) {
  const stage = createStage();
  const commands = createCliCommands(stage.generator, runLimit);
  const call = async (id: string, args: Record<string, string> = {}) =>
    JSON.parse(await commands.find((command) => command.id === id)!.executeAsync(args));
  return { stage, call };
}

const IMAGE = 'https://example.com/pot.png';

it('starts a run with the given parameters and answers at once', async () => {
  const { stage, call } = createCli(3);
  const started = await call('image-to-3d-start', { image: IMAGE, parameters: '{"decimationTarget":20000}' });
  const asset = stage.last!;
  expect(started).toEqual({ asset: asset.id, runsLeft: 2 });
  expect(asset.getSnapshot().run?.parameters.decimationTarget).toBe(20000);
  expect(await call('image-to-3d-status', { asset: asset.id })).toMatchObject({ phase: 'preparing' });
});

it('tells of a cancel', async () => {
  const { stage, call } = createCli(1);
  const { asset } = await call('image-to-3d-start', { image: IMAGE });
  stage.fal.reach('run');
  await expect.poll(() => call('image-to-3d-status', { asset })).toMatchObject({ phase: 'running' });
  await call('image-to-3d-cancel', { asset });
  await expect.poll(() => call('image-to-3d-status', { asset })).toMatchObject({ cancelRequested: true });
});

it('starts no more runs than its limit', async () => {
  const { stage, call } = createCli(1);
  await call('image-to-3d-start', { image: IMAGE });
  expect((await call('image-to-3d-start', { image: IMAGE })).error.code).toBe('refused');
  expect(stage.calls('generate')).toHaveLength(1);
});

it.each([
  [{ image: '/etc/passwd' }, 'validation'],
  [{ image: 'file:///etc/passwd' }, 'validation'],
  [{ image: IMAGE, parameters: '[1]' }, 'validation'],
  [{ image: IMAGE, parameters: '{' }, 'validation'],
  [{ image: IMAGE, parameters: '{"decimationTarget":1}' }, 'validation'],
  [{ image: IMAGE, parameters: '{"remeshBand":0}' }, 'validation'],
])('refuses %j and spends nothing', async (args, code) => {
  const { stage, call } = createCli(1);
  expect((await call('image-to-3d-start', args)).error.code).toBe(code);
  expect(stage.calls('generate')).toHaveLength(0);
});

it('names an asset that is not there', async () => {
  const { call } = createCli(1);
  expect((await call('image-to-3d-status', { asset: 'nope' })).error.message).toContain('"nope"');
  expect(await call('image-to-3d-status')).toEqual([]);
});

it('starts a fit that costs no run, and tells how it goes', async () => {
  const { stage, call } = createCli(1);
  await call('image-to-3d-start', { image: IMAGE });
  await stage.finish(550_000, 2048);
  const asset = stage.last!;
  const started = await call('image-to-3d-fit', {
    asset: asset.id,
    preset: 'roblox-mesh',
    textureSize: '512',
  });
  expect(started.fitting.phase).toBe('fitting');
  expect(stage.calls('fitAsync')).toEqual([
    {
      budget: { maxTriangles: 20_000, maxTextureSizePx: 1024 },
      enforceBudget: true,
      plan: { textureSize: 512 },
    },
  ]);
  await stage.fits.end();
  await expect.poll(() => asset.versions[0]?.fit).toBeDefined();
  const { versions } = await call('image-to-3d-status', { asset: asset.id });
  expect(versions[0].fit.stats).toEqual(asset.versions[0]?.fit?.stats);
});

it.each([
  [{ triangles: 'many' }, 'triangles must be a whole number'],
  [{ textureSize: '0' }, 'textureSize must be a whole number'],
  [{ preset: 'nokia' }, 'There is no preset "nokia"'],
  [{ enforceBudget: 'true' }, 'Set preset, triangles or textureSize.'],
])('refuses to fit to %j', async (args, message) => {
  const { stage, call } = createCli(1);
  await call('image-to-3d-start', { image: IMAGE });
  await stage.finish();
  const { error } = await call('image-to-3d-fit', { asset: stage.last!.id, ...args } as Record<
    string,
    string
  >);
  expect(error).toMatchObject({ code: 'validation', message: expect.stringContaining(message) });
  expect(stage.calls('fitAsync')).toEqual([]);
});
