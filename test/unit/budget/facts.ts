import type { MasterFacts } from '../../../plugin/budget/master-facts.ts';
import type { AssetStats } from '../../../plugin/glb/asset-stats.ts';

/** What a usual Trellis-2 master measures: 550,000 triangles, two maps of 2048 px, 23 MB. */
export const MASTER_STATS: AssetStats = {
  triangles: 549_988,
  vertices: 481_677,
  drawCalls: 1,
  materials: 1,
  textures: 2,
  maxTextureSizePx: 2048,
  gpuBytes: 66_752_000,
  fileBytes: 23_200_000,
  boundsMin: [-0.5, 0, -0.5],
  boundsMax: [0.5, 1, 0.5],
};

export const masterFacts = (
  stats: Partial<AssetStats> = {},
  others: Partial<Omit<MasterFacts, 'stats'>> = {},
): MasterFacts => ({
  stats: { ...MASTER_STATS, ...stats },
  kind: 'surface',
  uvCharts: 18_854,
  maps: ['baseColor', 'metallicRoughness'],
  ...others,
});

/** A controller of six parts, as it comes from a modelling tool. */
export const partsFacts = (others: Partial<Omit<MasterFacts, 'stats'>> = {}): MasterFacts =>
  masterFacts(
    {
      triangles: 12_491,
      vertices: 8_445,
      drawCalls: 6,
      materials: 2,
      textures: 4,
      maxTextureSizePx: 1024,
      gpuBytes: 22_790_000,
      fileBytes: 2_695_944,
    },
    { kind: 'document', uvCharts: 0, maps: [], ...others },
  );
