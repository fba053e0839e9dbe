import { expect, it } from 'vitest';
import { createCliCommands } from '../../../plugin/inspector/cli-commands.ts';
import { createStage } from './stage.ts';

function createCli(runLimit: number) {
  const generator = createStage();
  const commands = createCliCommands(generator, runLimit);
  const call = async (id: string, args: Record<string, string> = {}) =>
    JSON.parse(await commands.find((command) => command.id === id)!.executeAsync(args));
  return { generator, call };
}

const IMAGE = 'https://example.com/pot.png';

it('starts a run with the given parameters and answers at once', async () => {
  const { generator, call } = createCli(3);
  const started = await call('image-to-3d-start', { image: IMAGE, parameters: '{"decimationTarget":20000}' });
  expect(started).toEqual({ asset: 'asset-1', runsLeft: 2 });
  expect(generator.scripted[0]?.getSnapshot().run?.parameters.decimationTarget).toBe(20000);
  expect(await call('image-to-3d-status', { asset: 'asset-1' })).toMatchObject({ phase: 'preparing' });
});

it('tells of a cancel', async () => {
  const { call } = createCli(1);
  await call('image-to-3d-start', { image: IMAGE });
  expect(await call('image-to-3d-cancel', { asset: 'asset-1' })).toMatchObject({ cancelRequested: true });
});

it('starts no more runs than its limit', async () => {
  const { generator, call } = createCli(1);
  await call('image-to-3d-start', { image: IMAGE });
  expect((await call('image-to-3d-start', { image: IMAGE })).error.code).toBe('refused');
  expect(generator.scripted).toHaveLength(1);
});

it.each([
  [{ image: '/etc/passwd' }, 'validation'],
  [{ image: 'file:///etc/passwd' }, 'validation'],
  [{ image: IMAGE, parameters: '[1]' }, 'validation'],
  [{ image: IMAGE, parameters: '{' }, 'validation'],
  [{ image: IMAGE, parameters: '{"decimationTarget":1}' }, 'validation'],
  [{ image: IMAGE, parameters: '{"remeshBand":0}' }, 'validation'],
])('refuses %j and spends nothing', async (args, code) => {
  const { generator, call } = createCli(1);
  expect((await call('image-to-3d-start', args)).error.code).toBe(code);
  expect(generator.scripted).toHaveLength(0);
});

it('names an asset that is not there', async () => {
  const { call } = createCli(1);
  expect((await call('image-to-3d-status', { asset: 'nope' })).error.message).toContain('"nope"');
  expect(await call('image-to-3d-status')).toEqual([]);
});
