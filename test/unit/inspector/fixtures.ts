import { createHash } from 'node:crypto';
import type { AssetVersion, GeneratedAssetSnapshot } from '../../../plugin/asset/contract.ts';
import { DEFAULT_FIT_PLAN } from '../../../plugin/budget/fit-plan.ts';
import type { RunSnapshot } from '../../../plugin/generation/run-snapshot.ts';
import type { PreparedImage } from '../../../plugin/recipe/image.ts';
import { trellis2 } from '../../../plugin/recipe/providers/trellis-2.ts';

export const PARAMETERS = trellis2.complete({ decimationTarget: 20000 }, 7);

export function imageOf(name: string): PreparedImage {
  return {
    name,
    png: new Uint8Array([1, 2, 3]),
    hash: createHash('sha256').update(name).digest('hex'),
    widthPx: 64,
    heightPx: 48,
    hasAlpha: true,
    source: {
      format: 'png',
      mimeType: 'image/png',
      widthPx: 64,
      heightPx: 48,
      animated: false,
      fileBytes: 34_400,
    },
    warnings: [],
  };
}

export function runOf(change: Partial<RunSnapshot> = {}): RunSnapshot {
  return {
    phase: 'running',
    parameters: PARAMETERS,
    startedAtMs: 1000,
    logs: [],
    cancelRequested: false,
    ...change,
  };
}

export function versionOf(number: number, change: Partial<AssetVersion> = {}): AssetVersion {
  return {
    id: `v${number}`,
    number,
    parameters: PARAMETERS,
    stats: {
      triangles: 19_998,
      vertices: 12_345,
      drawCalls: 1,
      materials: 1,
      textures: 2,
      maxTextureSizePx: 2048,
      gpuBytes: 44_739_242,
      fileBytes: 1_234_567,
      boundsMin: [0, 0, 0],
      boundsMax: [1, 1, 1],
    },
    provider: 'fal-ai/trellis-2',
    isLocal: false,
    notes: [],
    startedAtMs: 1000,
    endedAtMs: 42_000,
    master: new Uint8Array([1]),
    ...change,
  };
}

export function assetOf(change: Partial<GeneratedAssetSnapshot> = {}): GeneratedAssetSnapshot {
  return {
    id: 'asset-1',
    name: 'Pot',
    image: imageOf('Pot'),
    versions: [],
    hasPlaceholder: false,
    isInScene: true,
    fitting: { phase: 'closed', plan: DEFAULT_FIT_PLAN },
    view: 'shaded',
    isDisposed: false,
    ...change,
  };
}
