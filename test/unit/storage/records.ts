import type { JobRecord } from '../../../plugin/job/job-record.ts';
import { trellis2 } from '../../../plugin/recipe/providers/trellis-2.ts';
import { recipeFamily, recipeKey } from '../../../plugin/recipe/recipe.ts';
import type { MasterFactsRecord } from '../../../plugin/storage/contract.ts';

export const ENDPOINT = 'https://app.example/api/fal';
const PROVIDER = 'fal-ai/trellis-2';

/** Numbers below 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const hexHash = (number: number) => number.toString(16).padStart(64, '0');

function recipeOf(seed: number, imageHash: string) {
  return { provider: PROVIDER, imageHash, parameters: trellis2.complete({}, seed) };
}

export function makeRecord(id: string, changes: Partial<JobRecord> = {}, seed = 7): JobRecord {
  const recipe = recipeOf(seed, hexHash(1));
  return {
    version: 1,
    id,
    fencingToken: 0,
    createdAtMs: 1_000,
    updatedAtMs: 2_000,
    endpoint: ENDPOINT,
    key: recipeKey(recipe),
    recipe,
    image: { name: 'fox' },
    target: { assetId: 'asset-1', assetName: 'fox' },
    job: {
      state: 'queued',
      cancelRequested: false,
      imageUrl: 'https://v3.fal.media/files/fox.png',
      receipt: {
        requestId: 'request-1',
        statusUrl: 'https://queue.fal.run/fal-ai/trellis-2/requests/request-1/status',
      },
    },
    ...changes,
  };
}

export function withState(id: string, state: JobRecord['job']['state'], changes: Partial<JobRecord> = {}) {
  return makeRecord(id, { ...changes, job: { state, cancelRequested: false } });
}

export function makeFacts(seed: number, changes: Partial<MasterFactsRecord> = {}): MasterFactsRecord {
  const recipe = recipeOf(seed, changes.imageHash ?? hexHash(1));
  return {
    key: recipeKey(recipe),
    family: recipeFamily(recipe),
    provider: PROVIDER,
    isLocal: false,
    parameters: recipe.parameters,
    imageName: 'fox',
    imageHash: hexHash(1),
    stats: {
      triangles: 12,
      vertices: 24,
      drawCalls: 1,
      materials: 1,
      textures: 0,
      maxTextureSizePx: 0,
      gpuBytes: 1000,
      fileBytes: 1200,
      boundsMin: [-0.5, 0, -0.5],
      boundsMax: [0.5, 1, 0.5],
    },
    requestId: 'request-1',
    notes: [],
    startedAtMs: 1_000,
    endedAtMs: 2_000,
    ...changes,
  };
}

/** Bytes that are all different files: the number is in them. */
export function makeBytes(number: number, length: number): Uint8Array<ArrayBuffer> {
  const random = seeded(number);
  return Uint8Array.from({ length }, () => Math.floor(random() * 256));
}
