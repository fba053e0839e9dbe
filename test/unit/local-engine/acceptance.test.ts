import { validateBytes } from 'gltf-validator';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { LocalProfile, LocalResult } from '../../../plugin/local-engine/contract.ts';
import { generateLocal } from '../../../plugin/local-engine/generate-local.ts';
import { nodeCodec } from '../../../plugin/local-engine/workers/node-codec.ts';
import { loadPlatform, type WorkerPlatform } from '../../../plugin/local-engine/workers/worker-platform.ts';
import { trellis2 } from '../../../plugin/recipe/providers/trellis-2.ts';
import type { Trellis2Parameters } from '../../../plugin/recipe/providers/trellis-2-parameters.ts';
import { decodeRaster, EMOJI_NAMES, type EmojiName, emojiFile } from '../../fixtures/emoji-images.ts';
import { checkMesh, readMesh, SOUND } from '../../fixtures/mesh-check.ts';
import { alphaMask, silhouetteIou } from '../../fixtures/silhouette.ts';

// Machines that build are slow machines.
vi.setConfig({ testTimeout: 60_000 });

/** Threads thinner than a grid cell: their silhouette may lose more than that of a body. */
const WISPY: readonly EmojiName[] = ['web', 'sheaf'];

let platform: WorkerPlatform;
beforeAll(async () => {
  platform = await loadPlatform(nodeCodec);
});

async function run(
  name: EmojiName,
  profile: LocalProfile,
  changes: Partial<Trellis2Parameters>,
): Promise<LocalResult & { iou: number }> {
  const image = await decodeRaster(await emojiFile(name));
  const parameters = trellis2.toLocal({ ...trellis2.defaults, seed: 1, textureSize: 1024, ...changes });
  const result = await generateLocal(image, parameters, platform, { profile });
  return { ...result, iou: silhouetteIou(await readMesh(result.glb), alphaMask(image)) };
}

async function expectSound({ glb, report }: LocalResult, target: number): Promise<void> {
  const facts = checkMesh(await readMesh(glb));
  expect(facts).toMatchObject(SOUND);
  expect(facts.signedVolume).toBeGreaterThan(0);
  expect(facts.eulerCharacteristic).toBe(2 * (report.components - report.holes));
  expect([facts.vertices, facts.triangles]).toEqual([report.vertices, report.triangles]);
  expect(report.vertices).toBeLessThanOrEqual(target);
  expect(report.vertices < 0.95 * target).toBe(report.warnings.includes('fewer-vertices-than-target'));
  const { issues } = await validateBytes(glb);
  expect(issues.messages).toEqual([]);
}

describe('placeholders of 5 000 vertices', () => {
  const ious: number[] = [];

  test.each(EMOJI_NAMES)('%s', async (name) => {
    const result = await run(name, 'placeholder', { decimationTarget: 5000 });
    await expectSound(result, 5000);
    expect(result.report.warnings).toEqual([]);
    expect(result.report.maskSource).toBe('alpha');
    expect(result.iou).toBeGreaterThanOrEqual(WISPY.includes(name) ? 0.75 : 0.95);
    ious.push(result.iou);
  });

  test('cover the image: median of the intersection over union', () => {
    expect(ious).toHaveLength(EMOJI_NAMES.length);
    expect(ious.sort((a, b) => a - b)[ious.length >> 1]).toBeGreaterThanOrEqual(0.985);
  });
});

describe('full runs of 20 000 vertices', () => {
  test.each(['mushroom', 'key', 'doughnut', 'castle', 'bicycle', 'web', 'robot', 'cup'] as const)(
    '%s',
    async (name) => {
      const result = await run(name, 'full', { decimationTarget: 20_000 });
      await expectSound(result, 20_000);
      expect(result.iou).toBeGreaterThanOrEqual(WISPY.includes(name) ? 0.9 : 0.97);
    },
  );
});

describe('the same and the other', () => {
  const bytesOf = async (name: EmojiName, changes: Partial<Trellis2Parameters>) =>
    (await run(name, 'placeholder', { decimationTarget: 5000, ...changes })).glb;

  test('same image, parameters and seed: the same bytes', async () => {
    expect(await bytesOf('fox', {})).toEqual(await bytesOf('fox', {}));
  });

  test('another seed: another shape', async () => {
    const depth = async (seed: number) => {
      const { positions } = await readMesh(await bytesOf('fox', { seed }));
      return positions.reduce((max, value, i) => (i % 3 === 2 ? Math.max(max, value) : max), 0);
    };
    expect(await depth(1)).not.toBe(await depth(2));
  });

  test('another image: another shape', async () => {
    const [fox, bell] = [await readMesh(await bytesOf('fox', {})), await readMesh(await bytesOf('bell', {}))];
    expect(fox.positions).not.toEqual(bell.positions);
  });
});
