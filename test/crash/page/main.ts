import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js';
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { Scene } from '@babylonjs/core/scene.js';
import { browserPlatform } from '../../../plugin/generation/browser-platform.ts';
import { createGenerator, ImageTo3DError } from '../../../plugin/index.ts';
import type { PreparedImage } from '../../../plugin/recipe/image.ts';
import { openWatchedLibrary, watchFetch } from './hooks.ts';

/** What a page can be asked to do, and what it knows of itself. */
export interface CrashPage {
  press(seed: number, options?: { skipLibrary?: boolean; allowUnrecorded?: boolean }): string;
  cancel(): void;
  resume(): Promise<number>;
  resubmitAsync(id: string): Promise<void>;
  takeOver(id: string): Promise<void>;
  report(): Promise<PageReport>;
}

export interface PageReport {
  readonly roots: number;
  readonly meshes: number;
  /** Phase of the latest run of every asset, and the code of its error. */
  readonly runs: readonly string[];
  readonly jobs: readonly { id: string; state: string; requestId?: string; isDelivered: boolean }[];
  readonly masters: readonly string[];
  /** SHA-256 of the masters of the assets that stand in the scene. */
  readonly stored: readonly string[];
  readonly openRuns: readonly string[];
  readonly libraryState: string;
}

declare global {
  var crashPage: CrashPage;
}

watchFetch();
const SPEED = 20;
const scene = new Scene(new NullEngine());
new FreeCamera('camera', new Vector3(0, 1, -5), scene);
const generator = createGenerator({
  scene,
  endpoint: '/api/fal',
  platform: {
    ...browserPlatform,
    openLibraryAsync: openWatchedLibrary,
    // Placeholders are not what this is about.
    createLocalEngineAsync: () =>
      Promise.reject(new ImageTo3DError('unsupported-platform', 'There is no engine here.')),
  },
  // Waits are shortened; the time itself is the real one.
  clock: {
    now: () => Date.now(),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, ms / SPEED);
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal?.reason);
        });
      }),
  },
});

const sha256 = async (bytes: Uint8Array<ArrayBuffer>) =>
  [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');

async function prepare(): Promise<PreparedImage> {
  const canvas = new OffscreenCanvas(64, 64);
  const drawing = canvas.getContext('2d')!;
  drawing.fillRect(16, 16, 32, 32);
  return generator.prepareAsync(await canvas.convertToBlob({ type: 'image/png' }), { name: 'block' });
}
const image = prepare();

globalThis.crashPage = {
  press(seed, options = {}) {
    void image.then((prepared) =>
      generator
        .generate(prepared, { ...options, parameters: { seed }, placeholder: false })
        .ready.catch(() => {}),
    );
    return 'pressed';
  },
  cancel() {
    for (const asset of generator.getSnapshot().assets) void asset.cancelAsync();
  },
  resume: async () => (await generator.resumeAsync()).length,
  resubmitAsync: async (id) => void (await generator.library.resubmitAsync(id)),
  takeOver: async (id) => void (await generator.library.takeOverRunAsync(id)),
  async report() {
    await generator.library.openAsync();
    const { masters, openRuns, state } = generator.library.getSnapshot();
    const library = await browserPlatform.openLibraryAsync!({ now: Date.now });
    const { records } = await library.journal.list();
    library.close();
    const shown = generator
      .getSnapshot()
      .assets.filter((asset) => asset.container && asset.getSnapshot().isInScene);
    return {
      roots: scene.transformNodes.filter(
        (node) => node.metadata?.imageTo3D && node.getChildMeshes().length > 0,
      ).length,
      meshes: scene.meshes.length,
      runs: generator.getSnapshot().assets.map((asset) => {
        const { phase, error } = asset.getSnapshot().run ?? {};
        return error ? `${phase}:${error.code}` : String(phase);
      }),
      jobs: records.map(({ id, job, deliveredAtMs }) => ({
        id,
        state: job.state,
        isDelivered: deliveredAtMs !== undefined,
        ...(job.receipt ? { requestId: job.receipt.requestId } : {}),
      })),
      masters: masters.map(({ hash }) => hash),
      stored: await Promise.all(
        shown.flatMap(({ versions }) => versions.map(({ master }) => sha256(master))),
      ),
      openRuns: openRuns.map((run) => `${run.state}${run.error ? `:${run.error.code}` : ''}`),
      libraryState: state,
    };
  },
};

// Refusals are told by snapshots; anything else must be seen.
globalThis.addEventListener('unhandledrejection', (event) => {
  if (!(event.reason instanceof ImageTo3DError)) console.error('unhandled', event.reason);
});
