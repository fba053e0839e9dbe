/** Limits of one asset. A missing limit means unlimited. */
export interface AssetBudget {
  readonly maxTriangles?: number;
  /** Longest edge of the largest texture. */
  readonly maxTextureSizePx?: number;
  /** Vertex and index buffers plus textures with mips, as {@link AssetStats.gpuBytes} counts them. */
  readonly maxGpuBytes?: number;
  readonly maxFileBytes?: number;
  readonly maxDrawCalls?: number;
}

export type BudgetLimit = keyof AssetBudget;
