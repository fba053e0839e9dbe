import type { Scene } from '@babylonjs/core/scene.js';
import type { GeneratedAsset } from '../../../plugin/asset/contract.ts';
import { ImageTo3DError } from '../../../plugin/core/errors.ts';
import type { GenerationPlatform } from '../../../plugin/generation/generation.ts';
import { isLive } from '../../../plugin/generation/run-snapshot.ts';
import type { OpenRun } from '../../../plugin/generator/library-contract.ts';
import { createGenerator } from '../../../plugin/index.ts';
import { createScriptedEngine } from '../../fixtures/scripted-engine.ts';
import { createScriptedFal, FAL_ENDPOINT, type SubmitFate } from '../../fixtures/scripted-fal.ts';
import { masterGlb } from './master-glb.ts';
import { type RecordedCall, recordCalls } from './record-calls.ts';
import { createScriptedFits } from './scripted-fits.ts';
import { createScriptedLibrary } from './scripted-library.ts';

const realFetch = globalThis.fetch.bind(globalThis);

export type ScriptedGenerator = ReturnType<typeof createScriptedGenerator>;

/** The real generator; the service, the engines, the disk and other tabs do what a test says. */
export function createScriptedGenerator(
  scene: Scene,
  prepareImage: GenerationPlatform['prepareImageAsync'],
  isLocal = false,
) {
  let isStopped = false;
  // Waits are short: what is waited for, a test lets happen.
  const clock = {
    now: () => Date.now(),
    sleep: (ms: number) =>
      new Promise<void>((resolve) => {
        if (!isStopped) setTimeout(resolve, Math.min(ms, 10));
      }),
  };
  const fal = createScriptedFal(realFetch);
  globalThis.fetch = fal.fetch;
  const { library, script } = createScriptedLibrary(() => fal.passed('record'));
  const engine = createScriptedEngine();
  engine.onRequest = async ({ profile }) => {
    if (profile === 'full') await fal.passed('run');
    return undefined;
  };
  const { fits, fitEngine } = createScriptedFits();
  const generator = createGenerator({
    scene,
    endpoint: isLocal ? 'local' : FAL_ENDPOINT,
    clock,
    platform: {
      prepareImageAsync: prepareImage,
      createLocalEngineAsync: async () => engine,
      createFitEngineAsync: async () => fitEngine,
      openLibraryAsync: async () => library,
    },
  });

  const calls: RecordedCall[] = [];
  const { checkRunAsync } = generator.library;
  const known = new Set<GeneratedAsset>();
  generator.subscribe(() => {
    for (const asset of generator.getSnapshot().assets) {
      if (known.has(asset)) continue;
      known.add(asset);
      recordCalls(asset, ['regenerateAsync', 'fitAsync', 'exportGlbAsync', 'compareAsync'], calls);
    }
  });
  recordCalls(generator, ['generate', 'resumeAsync'], calls);
  recordCalls(
    generator.library,
    [
      'placeAsync',
      'readAsync',
      'removeAsync',
      'persistAsync',
      'checkRunAsync',
      'resubmitAsync',
      'takeOverRunAsync',
      'discardRunAsync',
    ],
    calls,
  );

  const last = () => generator.getSnapshot().assets.at(-1);
  const runEnded = () =>
    new Promise<void>((resolve) => {
      const asset = last();
      const look = () => {
        if (isLive(asset?.getSnapshot().run)) return;
        stop?.();
        resolve();
      };
      const stop = asset?.subscribe(look);
      look();
    });
  /** The next run waits from its start again. */
  const endRun = async () => {
    await runEnded();
    fal.fate = undefined;
    fal.reach('record');
  };

  return {
    generator,
    fal,
    /** A run that is still polling, also a cancelled one, does not poll again. */
    stop: () => {
      isStopped = true;
    },
    fits,
    fitEngine,
    get last() {
      return last();
    },
    /** What was called, in order: all, or the given argument of each call of one method. */
    calls: (name: string, argument = 0) =>
      calls.filter((call) => call.name === name).map(({ args }) => args[argument]),
    /**
     * What was asked of generator and library, in order: "placeAsync" with the hash, "resumeAsync". Without what is read
     * for a thumbnail.
     */
    callTexts: () =>
      calls
        .filter(({ args }) => (args[1] as { touch?: boolean } | undefined)?.touch !== false)
        .map(({ name, args: [first] }) => (typeof first === 'string' ? `${name} ${first}` : name)),
    /** The run under way ends well, with so many triangles. */
    async finish(triangles = 432, texturePx = 64) {
      fal.master = await masterGlb(triangles, texturePx);
      fal.reach('end');
      await endRun();
    },
    /** Lets runs come to their download, of which half is there. */
    async download() {
      fal.master = await masterGlb(432, 64);
      fal.reach('download');
    },
    /** The run under way ends with an error. */
    async fail(fate: SubmitFate) {
      fal.fate = fate;
      fal.reach('queue');
      await endRun();
    },
    runEnded,
    glb: masterGlb,
    error: (...given: ConstructorParameters<typeof ImageTo3DError>) => new ImageTo3DError(...given),
    library: {
      ...script,
      /** Changes how the disk and the browser behave; then the library reads the disk again. */
      async set(change: Partial<Pick<typeof script, 'persistAnswer' | 'readFault' | 'recordFault'>>) {
        Object.assign(script, change);
        await generator.library.openAsync();
      },
      async keep(...given: Parameters<typeof script.keep>) {
        const hash = await script.keep(...given);
        await generator.library.openAsync();
        return hash;
      },
      /** A run that another page has left in this state. */
      async leaveOpen(state: OpenRun['state'], assetName = 'Pot') {
        await generator.library.openAsync();
        const id = script.leaveOpen(state, assetName);
        if (state === 'elsewhere') script.report(id, 'running', 0.42);
        if (state === 'ended') await checkRunAsync(id);
        await generator.library.openAsync();
        return id;
      },
    },
  };
}
