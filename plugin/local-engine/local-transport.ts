import { ImageTo3DError } from '../core/errors.ts';
import type { JobTransport, LogLine, RemoteStatus } from '../job/transport.ts';
import { localRemarks } from '../recipe/local-remarks.ts';
import type { ImageTo3DProvider } from '../recipe/provider.ts';
import { approximationOf } from './approximation.ts';
import type { LocalEngine, LocalResult, LocalStage } from './contract.ts';

const STAGE_NAMES: Readonly<Record<LocalStage, string>> = {
  decode: 'Reading the image',
  mask: 'Finding the subject',
  'texture-front': 'Painting the front',
  grid: 'Laying the grid',
  inflate: 'Inflating the silhouette',
  mesh: 'Building the surface',
  decimate: 'Simplifying',
  assemble: 'Closing the solid',
  'texture-back': 'Painting the back',
  encode: 'Encoding the texture',
  glb: 'Writing the GLB',
};

const KEPT_RUNS = 8;

interface LocalRun {
  readonly abort: AbortController;
  readonly logs: LogLine[];
  fraction: number;
  ended?: { readonly result: LocalResult } | { readonly error: unknown };
}

/** The embedded engine behind the same interface as a paid service, so that the same job code runs both. */
export function createLocalTransport(
  engine: LocalEngine,
  provider: ImageTo3DProvider,
  now: () => number,
): JobTransport {
  const runs = new Map<string, LocalRun>();
  const images = new Map<string, Uint8Array<ArrayBuffer>>();
  let lastId = 0;
  let lastImage = 0;

  const find = (requestId: string): LocalRun => {
    const run = runs.get(requestId);
    if (!run) throw new ImageTo3DError('expired', 'The local engine does not know this run.');
    return run;
  };
  const resultOf = (requestId: string): LocalResult => {
    const { ended } = find(requestId);
    if (!ended) throw new ImageTo3DError('busy', 'The run is still in progress.');
    if ('error' in ended) throw ended.error;
    return ended.result;
  };

  return {
    pollDelaysMs: [50, 100],

    async upload(image) {
      // Two concurrent runs of one image get different ids.
      lastImage += 1;
      const url = `local:${lastImage}`;
      images.set(url, image.png);
      return url;
    },

    async submit(imageUrl, parameters) {
      const image = images.get(imageUrl);
      if (!image) throw new ImageTo3DError('internal', 'The image of this run was not uploaded.');
      images.delete(imageUrl);
      lastId += 1;
      const run: LocalRun = { abort: new AbortController(), logs: [], fraction: 0 };
      const onProgress = (stage: LocalStage, fraction: number) => {
        run.fraction = fraction;
        const message = STAGE_NAMES[stage];
        if (run.logs.at(-1)?.message !== message)
          run.logs.push({ message, level: 'INFO', timestamp: new Date(now()).toISOString() });
      };
      engine
        .generateAsync(
          { image, parameters: provider.toLocal(parameters), profile: 'full' },
          { signal: run.abort.signal, onProgress },
        )
        .then(
          (result) => {
            run.ended = { result };
          },
          (error: unknown) => {
            run.ended = { error };
          },
        );
      const requestId = `local-${lastId}`;
      runs.set(requestId, run);
      // Older results have been fetched already.
      for (const old of [...runs.keys()].slice(0, -KEPT_RUNS)) runs.delete(old);
      return { requestId };
    },

    async status({ requestId }): Promise<RemoteStatus> {
      const { ended, logs, fraction } = find(requestId);
      return ended
        ? { state: 'completed', logs: [...logs] }
        : { state: 'running', logs: [...logs], fraction };
    },

    async result({ requestId }) {
      const { glb, report } = resultOf(requestId);
      return {
        url: requestId,
        fileBytes: glb.byteLength,
        billableUnits: 0,
        isLocal: true,
        notes: localRemarks(approximationOf(report, provider), provider),
      };
    },

    download: async (url) => resultOf(url).glb,

    async cancel({ requestId }) {
      const run = find(requestId);
      if (run.ended) return 'already-completed';
      run.abort.abort();
      runs.delete(requestId);
      return 'removed';
    },
  };
}
