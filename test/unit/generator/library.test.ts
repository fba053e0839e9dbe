import { createHash } from 'node:crypto';
import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js';
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { Scene } from '@babylonjs/core/scene.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Generator } from '../../../plugin/generator/contract.ts';
import { createGenerator } from '../../../plugin/generator/generator.ts';
import type { PreparedImage } from '../../../plugin/recipe/image.ts';
import { readProvenance } from '../../../plugin/scene/place/provenance.ts';
import {
  createMemoryDisk,
  createMemoryLibrary,
  type MemoryDisk,
} from '../../../plugin/storage/memory/library.ts';
import { createScriptedEngine } from '../../fixtures/scripted-engine.ts';
import { image } from '../fal/press.ts';

const sampleImage = await image();
const IMAGE: PreparedImage = {
  ...sampleImage,
  name: 'chair',
  hash: createHash('sha256').update(sampleImage.png).digest('hex'),
};

let disk: MemoryDisk;
let scenes: Scene[];
beforeEach(() => {
  disk = createMemoryDisk();
  scenes = [];
});
afterEach(() => {
  for (const scene of scenes) scene.getEngine().dispose();
});

/** A page over the same storage as the others. */
function openPage(): Generator {
  const scene = new Scene(new NullEngine());
  scenes.push(scene);
  new FreeCamera('camera', new Vector3(0, 1, -5), scene);
  return createGenerator({
    scene,
    platform: {
      prepareImageAsync: async () => IMAGE,
      createLocalEngineAsync: async () => createScriptedEngine(),
      openLibraryAsync: async () => createMemoryLibrary(disk),
    },
  });
}
const triangles = ({ scene }: Generator) =>
  scene.meshes.reduce((sum, mesh) => sum + mesh.getTotalIndices() / 3, 0);
const start = (page: Generator, seed: number, options = {}) =>
  page.generate(IMAGE, {
    parameters: { decimationTarget: 12_000, seed },
    placeholder: false,
    ...options,
  });

test('a page lists, places, reads and deletes what another page has generated', async () => {
  const first = openPage();
  const made = await start(first, 1).ready;
  const page = openPage();
  await page.library.openAsync();
  const [kept, ...others] = page.library.getSnapshot().masters;
  expect(others).toEqual([]);
  expect(kept).toMatchObject({
    imageName: 'chair',
    isLocal: true,
    bytes: made.versions[0]?.master.byteLength,
  });

  const placed = await page.library.placeAsync(kept!.hash, { name: 'old chair', size: 2 });
  expect(triangles(page)).toBe(triangles(first));
  expect(placed.versions[0]).toMatchObject({ isFromLibrary: true, libraryHash: kept!.hash });
  expect(readProvenance(placed.root)).toMatchObject({ imageHash: IMAGE.hash, parameters: { seed: 1 } });
  expect(placed.getSnapshot().image?.png).toEqual(IMAGE.png);
  expect(await page.library.readAsync(kept!.hash)).toEqual(made.versions[0]?.master);

  await page.library.removeAsync(kept!.hash);
  await expect(page.library.placeAsync(kept!.hash)).rejects.toMatchObject({ code: 'expired' });
  expect(page.getSnapshot().assets.length).toBe(1);
});

test('the same request again comes from the library, with a note; not with skipLibrary', async () => {
  const page = openPage();
  await start(page, 1).ready;
  expect((await start(page, 1).ready).versions[0]?.isFromLibrary).toBe(true);
  expect((await start(page, 1, { skipLibrary: true }).ready).versions[0]?.isFromLibrary).toBeUndefined();
  expect((await start(page, 2).ready).versions[0]?.isFromLibrary).toBeUndefined();
});

test('without runs nothing is resumed, and failed storage is reported, not thrown', async () => {
  expect(await openPage().resumeAsync()).toEqual([]);
  const scene = new Scene(new NullEngine());
  scenes.push(scene);
  const broken = createGenerator({
    scene,
    platform: {
      prepareImageAsync: async () => IMAGE,
      createLocalEngineAsync: async () => createScriptedEngine(),
      openLibraryAsync: () => Promise.reject(new Error('no disk')),
    },
  });
  expect(await broken.resumeAsync()).toEqual([]);
  expect(broken.library.getSnapshot()).toMatchObject({
    state: 'unavailable',
    error: { code: 'storage', message: 'no disk' },
  });
  expect((await start(broken, 1).ready).versions).toHaveLength(1);
});
