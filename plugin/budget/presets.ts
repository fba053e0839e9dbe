import type { AssetBudget } from './asset-budget.ts';

/** Published limits of everything that a scene draws. */
export interface SceneLimits {
  /** Triangles of everything in view. */
  readonly maxTriangles?: number;
  /** Draw calls per frame. */
  readonly maxDrawCalls?: number;
}

/** Published limits for one asset on one platform. It is itself a {@link FitRequest}. */
export interface BudgetPreset {
  /** What `fitAsync({ preset })` takes. */
  readonly id: string;
  /** Name for a list in a UI. */
  readonly label: string;
  /** Limits of one asset. */
  readonly budget: AssetBudget;
  /** Who published the numbers; shown to the user. */
  readonly source: string;
  /** True when the numbers are derived from a published limit by this package. */
  readonly isDerived: boolean;
  /** The platform refuses assets above the limits, so a fit to this preset must pass by measured values. */
  readonly enforceBudget: boolean;
  /** Scene limits from the same source. */
  readonly scene?: SceneLimits;
}

/** Khronos's "1 MB", read as the smaller of its two meanings. */
const MEGABYTE = 1_000_000;

/**
 * Published budgets, each with its source in `source`. `isDerived` marks numbers that are this package's reading of a
 * limit.
 *
 * @example
 * for (const { id, label, source } of BUDGET_PRESETS) console.log(id, label, source);
 */
export const BUDGET_PRESETS = [
  {
    id: 'quest',
    label: 'Quest / WebXR prop',
    budget: { maxTriangles: 10_000, maxTextureSizePx: 1024 },
    source:
      'Derived from Meta’s WebXR guidance (fewer than 100 draw calls and 750,000 triangles per eye, no texture above 2048 px): about 75 props of this size fill a view.',
    isDerived: true,
    enforceBudget: false,
    scene: { maxTriangles: 750_000, maxDrawCalls: 100 },
  },
  {
    id: 'mobile',
    label: 'Mobile web prop',
    budget: { maxTriangles: 10_000, maxTextureSizePx: 1024 },
    source:
      'Derived from published tests of mid-range Android phones (about 50,000 faces in view) and Tripo’s checklist (3,000–15,000 triangles a prop).',
    isDerived: true,
    enforceBudget: false,
    scene: { maxTriangles: 50_000 },
  },
  {
    id: 'planner',
    label: 'Planner item (one of many)',
    budget: {
      maxTriangles: 40_000,
      maxTextureSizePx: 1024,
      maxFileBytes: MEGABYTE,
      maxDrawCalls: 4,
    },
    source:
      'Khronos 3D Commerce publishing targets 1.0, one of many items in a web planner: 40,000 triangles, 1K textures, 1 MB, fewer than 5 draw calls.',
    isDerived: false,
    enforceBudget: false,
  },
  {
    id: 'web-hero',
    label: 'Web hero',
    budget: { maxTriangles: 100_000, maxTextureSizePx: 2048, maxFileBytes: 5 * MEGABYTE },
    source:
      'Khronos 3D Commerce publishing targets, summary page: at most 100,000 triangles, 2K textures, less than 5 MB; Apple’s AR Quick Look advice (100,000 polygons, one 2048 px set) agrees.',
    isDerived: false,
    enforceBudget: false,
  },
  {
    id: 'desktop-hero',
    label: 'Desktop hero',
    budget: { maxTriangles: 250_000, maxTextureSizePx: 2048 },
    source:
      'Khronos 3D Commerce publishing targets 1.0, desktop web: 250,000 triangles, 2K textures; its 3 MB are left out here, since a single main object may take longer to load.',
    isDerived: true,
    enforceBudget: false,
  },
  {
    id: 'roblox-accessory',
    label: 'Roblox accessory',
    budget: { maxTriangles: 4_000, maxTextureSizePx: 1024 },
    source: 'Roblox: accessories have at most 4,000 triangles, surface textures at most 1024 px.',
    isDerived: false,
    enforceBudget: true,
  },
  {
    id: 'roblox-mesh',
    label: 'Roblox MeshPart',
    budget: { maxTriangles: 20_000, maxTextureSizePx: 1024 },
    source: 'Roblox: a mesh has at most 20,000 triangles, surface textures at most 1024 px.',
    isDerived: false,
    enforceBudget: true,
  },
  {
    id: 'custom',
    label: 'Custom',
    budget: {},
    source: 'Your own limits.',
    isDerived: false,
    enforceBudget: false,
  },
] as const satisfies readonly BudgetPreset[];

/** Id of a preset. */
export type BudgetPresetId = (typeof BUDGET_PRESETS)[number]['id'];

/**
 * The preset with an id; undefined when no preset has it.
 *
 * @example
 * const preset = findBudgetPreset('planner');
 * if (preset) await asset.fitAsync(preset);
 */
export const findBudgetPreset = (id: string): BudgetPreset | undefined =>
  BUDGET_PRESETS.find((preset) => preset.id === id);
