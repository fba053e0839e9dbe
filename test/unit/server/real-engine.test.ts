import { createFalClient } from '@fal-ai/client';
import { validateBytes } from 'gltf-validator';
import { expect, it, onTestFinished } from 'vitest';
import { createNodeLocalEngine } from '../../../plugin/local-engine/node.ts';
import { serve } from '../../../plugin/server/node.ts';
import { emojiFile } from '../../fixtures/emoji-images.ts';
import { readMesh } from '../../fixtures/mesh-check.ts';
import { ENDPOINT } from './harness.ts';

it('the real client gets a sound GLB of its picture from the real engine, twice the same', {
  timeout: 120_000,
}, async () => {
  const engine = createNodeLocalEngine({ inProcess: true });
  const { url, server, close } = await serve({ local: true, engine });
  onTestFinished(async () => {
    await close();
    engine.dispose();
  });
  const fal = createFalClient({
    proxyUrl: { url: `${url}/proxy`, when: 'always' },
    credentials: () => undefined,
  });
  const file = new File([await emojiFile('mushroom')], 'mushroom.webp', { type: 'image/webp' });
  const image_url = await fal.storage.upload(file);
  const logs: string[] = [];
  const run = async () => {
    const { data } = await fal.subscribe(ENDPOINT, {
      input: { image_url, seed: 7, decimation_target: 5000, texture_size: 1024 as never },
      logs: true,
      pollInterval: 50,
      onQueueUpdate: (update) => {
        if ('logs' in update && update.logs)
          logs.splice(0, logs.length, ...update.logs.map(({ message }) => message));
      },
    });
    const bytes = new Uint8Array(await (await fetch(data.model_glb.url)).arrayBuffer());
    return { data: data as typeof data & { local_approximation: { not_applied: string[] } }, bytes };
  };
  const first = await run();
  expect(first.data.model_glb.file_size).toBe(first.bytes.byteLength);
  expect(first.data.local_approximation.not_applied).toContain('ss_guidance_rescale');
  expect(logs.length).toBeGreaterThan(5);
  expect(logs.every((message) => message.startsWith('[local approximation]'))).toBe(true);
  const report = await validateBytes(first.bytes);
  expect(report.issues.numErrors).toBe(0);
  const { indices } = await readMesh(first.bytes);
  expect(indices.length / 3).toBeGreaterThan(1000);
  expect(Buffer.compare((await run()).bytes, first.bytes)).toBe(0);
  expect(server.service?.ledger.rows.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
});
