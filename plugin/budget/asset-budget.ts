/** Limits of one asset. A limit that is left out does not apply. */
export interface AssetBudget {
  /** Triangles, every instance of a mesh counted. */
  readonly maxTriangles?: number;
  /** Longest edge of the largest texture, pixels. */
  readonly maxTextureSizePx?: number;
  /** Bytes of vertex and index buffers and textures with mips, as {@link AssetStats.gpuBytes} counts them. */
  readonly maxGpuBytes?: number;
  /** Bytes of the GLB file. */
  readonly maxFileBytes?: number;
  /** Draw calls, one per primitive. */
  readonly maxDrawCalls?: number;
}

/** Name of one limit of a budget. */
export type BudgetLimit = keyof AssetBudget;
