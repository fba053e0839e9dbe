import { Logger } from '@babylonjs/core/Misc/logger.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImageTo3DError } from '../../../plugin/errors.ts';
import { checkGlb } from '../../../plugin/glb/check-glb.ts';
import { disposeContainer } from '../../../plugin/scene/dispose-container.ts';
import { loadContainer } from '../../../plugin/scene/load-container.ts';
import { type AnyJson, packGlb } from '../../fixtures/make-glb.ts';
import { sceneCounts } from '../../fixtures/scene-counts.ts';
import { GLB_CORPUS } from '../../security/corpus/glb-corpus.ts';
import { glbMutants } from '../../security/corpus/glb-mutants.ts';
import { GLB_SEEDS } from '../../security/corpus/glb-seeds.ts';
import { quadWith } from '../../security/corpus/quad-with.ts';
import { createStage } from '../scene/stage.ts';

const ACCEPTED = process.env.LONG ? 2_000 : 60;

let stage: ReturnType<typeof createStage>;
let before: Awaited<ReturnType<typeof sceneCounts>>;
let requestsBefore = 0;
const stray: string[] = [];
const noteStray = (event: PromiseRejectionEvent) => stray.push(String(event.reason));
const requests = () =>
  performance.getEntriesByType('resource').filter(({ name }) => !/\.(m?[jt]s|map)(\?|$)/.test(name)).length;

beforeAll(async () => {
  Logger.LogLevels = Logger.NoneLogLevel;
  stage = createStage();
  addEventListener('unhandledrejection', noteStray);
  disposeContainer(await loadContainer(stage.scene, packGlb(GLB_SEEDS[1]!), { name: 'first' }));
  before = await sceneCounts(stage.scene);
  requestsBefore = requests();
});
afterAll(() => {
  stage.dispose();
  removeEventListener('unhandledrejection', noteStray);
  Logger.LogLevels = Logger.AllLogLevel;
});

async function load(bytes: Uint8Array): Promise<'loaded' | 'refused'> {
  try {
    const container = await loadContainer(stage.scene, bytes, { name: 'mutant' });
    container.addAllToScene();
    stage.scene.render();
    disposeContainer(container);
    return 'loaded';
  } catch (error) {
    if (!(error instanceof ImageTo3DError)) throw error;
    expect(error.message).toMatch(/^[^\p{C}]{1,700}$/u);
    return 'refused';
  }
}

function isAccepted(bytes: Uint8Array): boolean {
  try {
    checkGlb(bytes);
    return true;
  } catch {
    return false;
  }
}

describe('what the pre-flight accepts', () => {
  it('of the corpus: loads or is refused, leaves nothing, asks for nothing', async () => {
    for (const { bytes, refusal, decoders } of Object.values(GLB_CORPUS).flat())
      if (refusal === undefined && !decoders) await load(bytes());
    expect(await sceneCounts(stage.scene)).toEqual(before);
    expect(requests()).toBe(requestsBefore);
  });

  it(`${ACCEPTED} mutants: loaded, drawn and disposed, or refused; nothing is left, nothing asked for`, {
    timeout: 1_200_000,
  }, async () => {
    const count = { loaded: 0, refused: 0 };
    let slowestMs = 0;
    for (const mutant of glbMutants(GLB_SEEDS, 30 * ACCEPTED, 61)) {
      if (!isAccepted(mutant)) continue;
      const startedAt = performance.now();
      count[await load(mutant)]++;
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
      if (count.loaded + count.refused === ACCEPTED) break;
    }
    console.log(`Chromium: ${JSON.stringify(count)}, slowest ${slowestMs.toFixed(0)} ms`);
    expect(count.loaded + count.refused).toBe(ACCEPTED);
    expect(count.loaded).toBeGreaterThan(ACCEPTED / 10);
    expect(await sceneCounts(stage.scene)).toEqual(before);
    expect(requests()).toBe(requestsBefore);
    expect(stray).toEqual([]);
  });
});

describe('names from a file', () => {
  it('are short plain text in the scene, whatever they were', async () => {
    const hostile = `<img src=x onerror="window.trapped=1">\u202egnp\u200b\n${'y'.repeat(9_000)}`;
    const name = (json: AnyJson) => {
      for (const list of ['nodes', 'meshes', 'materials', 'images', 'textures'])
        for (const entry of json[list]) entry.name = hostile;
      json.nodes = [{ children: [1], name: hostile }, { mesh: 0, name: hostile }];
      json.meshes[0].extras = { targetNames: [hostile] };
      json.meshes[0].primitives[0].targets = [{ POSITION: 0 }];
    };
    const container = await loadContainer(stage.scene, quadWith(name), { name: 'chair' });
    const named = [...container.getNodes(), ...container.materials, ...container.textures];
    const names = named.map((entity) => entity.name);
    names.push(container.meshes.at(-1)!.morphTargetManager!.getTarget(0).name);
    expect(names.some((text) => text.includes('<img src=x onerror='))).toBe(true);
    for (const text of names) expect(text).toMatch(/^[^\p{C}]{1,100}$/u);
    expect('trapped' in globalThis).toBe(false);
    disposeContainer(container);
  });
});
