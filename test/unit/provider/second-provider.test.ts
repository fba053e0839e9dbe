import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { Scene } from '@babylonjs/core/scene.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readArguments } from '../../../plugin/cli/arguments.ts';
import { helpText } from '../../../plugin/cli/help.ts';
import { createGeneration } from '../../../plugin/generation/generation.ts';
import { nodePlatform } from '../../../plugin/generation/node-platform.ts';
import { createGenerator } from '../../../plugin/generator/generator.ts';
import { createNodeLocalEngine } from '../../../plugin/local-engine/node.ts';
import { defineProvider } from '../../../plugin/recipe/define-provider.ts';
import { PROVIDERS, type Providers } from '../../../plugin/recipe/providers/index.ts';
import { readProvenance } from '../../../plugin/scene/place/provenance.ts';
import { type RunningServer, serve } from '../../../plugin/server/node.ts';
import { createMemoryDisk, createMemoryLibrary } from '../../../plugin/storage/memory/library.ts';
import { emojiFile } from '../../fixtures/emoji-images.ts';
import { solid } from '../../fixtures/second-provider.ts';

const providers: Providers = [...PROVIDERS, solid];
const REQUEST = { parameters: { faceCount: 3000, seed: 4 }, placeholder: false };

test('a declaration with names twice, or with a default that it would refuse, is refused', () => {
  type Row = (typeof solid.parameters)[number];
  const [seed, detail, faces, ...rest] = solid.parameters as [Row, Row, Row, ...Row[]];
  const declare = (row: object) => () =>
    defineProvider({ ...solid, parameters: [seed, detail, { ...faces, ...row } as Row, ...rest] });
  expect(declare({})).not.toThrow();
  for (const row of [{ name: 'constructor' }, { wireName: solid.imageField }, { wireName: '__proto__' }])
    expect(declare(row)).toThrow(/cannot be the name of a parameter/);
  expect(() => defineProvider({ ...solid, parameters: [seed, ...solid.parameters] })).toThrow(/twice/);
  expect(declare({ kind: 'integer', min: 0, max: 9, step: 1, default: 12 })).toThrow(
    /less than or equal to 9/,
  );
});

describe('the command line', () => {
  const read = (line: string) => readArguments(line.split(' '), providers);

  test('takes its parameters as options', () => {
    const line = `generate a.png -o b.glb --provider ${solid.id} --face-count 2000 --detail-level 512 --seed 3`;
    expect(read(`${line} --param hollow=true --param edge_sharpness=0.5`)).toMatchObject({
      provider: { id: solid.id },
      parameters: { faceCount: 2000, detail: 512, seed: 3, isHollow: true, sharpness: 0.5 },
    });
  });

  test.each([
    ['--decimation-target 9000', '"generate" has no option --decimation-target.'],
    ['--param remesh=true', 'There is no parameter "remesh". Known: seed, detail_level, face_count'],
  ])('does not take those of the default: %s', (option, message) => {
    expect(read(`generate a.png -o b.glb --provider ${solid.id} ${option}`)).toEqual({
      type: 'usage',
      message: expect.stringContaining(message),
    });
  });

  test('does not take its options for the default, and knows no others', () => {
    expect(read('generate a.png -o b.glb --face-count 2000')).toMatchObject({ type: 'usage' });
    expect(read('generate a.png -o b.glb --provider acme/other')).toEqual({
      type: 'usage',
      message: `There is no provider "acme/other". Known: ${providers.map(({ id }) => id).join(', ')}.`,
    });
  });

  test('its help lists options, ranges and wire names, and is as before without it', () => {
    const help = helpText(undefined, providers);
    expect(help).toContain(
      'With --provider acme/solid/v2: seed, detail_level, face_count, edge_sharpness, hollow.',
    );
    expect(help).toContain('--face-count N          face count, 1000 to 90000 (default 6000)');
    expect(help).toContain('--detail-level N        256 or 512 (default 256)');
    expect(helpText()).not.toContain('solid');
    expect(helpText()).toContain('--decimation-target N   target size, 5000 to 2000000 (default 500000)');
    expect(helpText()).toContain(
      '--seed N                the same image, parameters and seed give the same model',
    );
  });
});

describe('a run', () => {
  const engine = createNodeLocalEngine({ inProcess: true });
  let image: Uint8Array<ArrayBuffer>;
  let running: RunningServer;
  beforeAll(async () => {
    image = new Uint8Array(await emojiFile('mushroom'));
    running = await serve({ local: true, engine, providers, service: { billing: 'modelled' } });
  });
  afterAll(async () => {
    await running.close();
    engine.dispose();
  });
  const ask = async (path: string, body: unknown, target = `https://queue.fal.run/${solid.id}`) =>
    fetch(`${running.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-fal-target-url': target },
      body: JSON.stringify(body),
    });

  test('goes through client, proxy and local service, and its master is imported into a scene', async () => {
    const scene = new Scene(new NullEngine());
    const disk = createMemoryDisk();
    const openLibrary = async () => createMemoryLibrary(disk);
    const platform = { ...nodePlatform, openLibraryAsync: openLibrary };
    const generator = createGenerator({ scene, platform, endpoint: running.url, provider: solid });
    const asset = await generator.generate(image, { ...REQUEST, name: 'mushroom' }).ready;
    const version = asset.versions[0]!;
    expect(version).toMatchObject({
      provider: 'acme/solid/v2',
      parameters: { seed: 4, faceCount: 3000, detail: 256, sharpness: 1, isHollow: false },
      isLocal: true,
      billableUnits: 3,
      notes: [
        'Local approximation, not Solid 2: depth and back are guessed.',
        'No effect on the local engine: edge_sharpness, hollow.',
      ],
    });
    expect(scene.meshes.reduce((sum, mesh) => sum + mesh.getTotalVertices(), 0)).toBe(version.stats.vertices);
    expect(version.stats.vertices).toBeGreaterThan(2000);
    expect(version.stats.vertices).toBeLessThanOrEqual(3000);
    expect(readProvenance(asset.root)).toMatchObject({ provider: solid.id, parameters: version.parameters });

    // Its record is read again as it was written, and the same is not run twice.
    expect(await (await openLibrary()).masters.list()).toMatchObject([
      { provider: solid.id, parameters: version.parameters },
    ]);
    const again = await generator.generate(image, REQUEST).ready;
    expect(again.versions[0]).toMatchObject({ isFromLibrary: true, parameters: version.parameters });
    expect(running.server.service?.ledger.rows).toMatchObject([
      { endpointId: 'acme/solid/v2', outcome: 'ok', billableUnits: 3, usd: 0.15 },
    ]);
    expect(generator.getSnapshot().endpoint.label).toContain('not Solid 2');
    generator.dispose();
    scene.getEngine().dispose();
  });

  test('is answered in its own field', async () => {
    const service = running.server.service!;
    const png = (await nodePlatform.prepareImageAsync(image)).png;
    const response = await service.fetch(
      new Request(`http://127.0.0.1/fal.run/${solid.id}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          input_image_url: `data:image/png;base64,${Buffer.from(png).toString('base64')}`,
          face_count: '2000',
          seed: null,
        }),
      }),
    );
    const answer = (await response.json()) as Record<string, { url: string; file_size: number }>;
    expect(response.status).toBe(200);
    expect(answer).not.toHaveProperty('model_glb');
    expect(answer.model_mesh?.file_size).toBeGreaterThan(1000);
    expect(solid.readResult(answer)).toEqual({
      url: answer.model_mesh?.url,
      fileBytes: answer.model_mesh?.file_size,
    });
  });

  test.each([
    [{ face_count: 10 }, 'face_count', 'greater_than_equal'],
    [{ detail_level: 1024 }, 'detail_level', 'literal_error'],
    [{ decimation_target: 9000 }, 'decimation_target', 'extra_forbidden'],
    [{ input_image_url: 'https://example.com/cat.png' }, 'input_image_url', 'value_error'],
  ])('with %j is refused by the proxy', async (change, field, type) => {
    const own = 'http://127.0.0.1/v3b.fal.media/files/b/0a/cat.png';
    const response = await ask('/proxy', { input_image_url: own, ...change });
    expect(response.status).toBe(422);
    expect(((await response.json()) as { detail: unknown[] }).detail[0]).toMatchObject({
      loc: ['body', field],
      type,
    });
  });

  test('of an endpoint that nobody declared is not passed', async () => {
    expect((await ask('/proxy', {}, 'https://queue.fal.run/acme/solid/v3')).status).toBe(403);
    const info = (await (await fetch(`${running.url}/info`)).json()) as { endpoints: string[] };
    expect(info.endpoints).toEqual(providers.map(({ id }) => id));
  });
});

describe('before anything is sent', () => {
  const generation = createGeneration({
    platform: nodePlatform,
    provider: solid,
    endpoint: { credentials: 'id-of-a-test:secret-of-a-test' },
  });

  test('its own ranges and remarks hold', async () => {
    const run = (parameters: Record<string, number | boolean>) =>
      generation.run(new Uint8Array(1), { parameters }).result;
    await expect(run({ faceCount: 10 })).rejects.toMatchObject({
      code: 'validation',
      fields: [{ field: 'faceCount', message: 'Input should be greater than or equal to 1000' }],
    });
    await expect(run({ decimationTarget: 9000 })).rejects.toThrow('Unknown parameter: decimationTarget.');
    await expect(run({ isHollow: true, sharpness: 2 })).rejects.toThrow(
      'A hollow object cannot have hard edges.',
    );
  });

  test('its own price is named', () => {
    const scene = new Scene(new NullEngine());
    const generator = createGenerator({
      scene,
      platform: nodePlatform,
      provider: solid,
      endpoint: { credentials: 'a:b' },
    });
    expect(generator.estimate({ detail: 512 }).text).toBe('about $0.45 on fal · 5–9 s');
    expect(generator.getSnapshot().endpoint.label).toBe('Solid 2 on fal.ai');
    // @ts-expect-error: the parameters of another provider.
    expect(() => generator.check({ decimationTarget: 9000 })).toThrow('Unknown parameter');
    generator.dispose();
    scene.getEngine().dispose();
  });
});
