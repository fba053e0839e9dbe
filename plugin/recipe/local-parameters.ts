/** What the local engine can vary, in its own terms. The row of a provider's parameter says which of these it sets. */
export interface LocalParameters {
  readonly seed: number;
  /** Cells of the grid along the subject's longer side, at most. */
  readonly maxCells: number;
  /** At most so many vertices. */
  readonly maxVertices: number;
  /** Edge of the texture, pixels. */
  readonly textureSize: number;
  /** How closely the outline follows the image: from 7.5 on exactly, below it ever softer. */
  readonly outlineStrength: number;
  /** How strongly the image's details are embossed; 7.5 is neutral. */
  readonly reliefStrength: number;
  /** Saturation of the texture; 1 is neutral. */
  readonly colourStrength: number;
  /** Smooths the surface and keeps its triangles regular. */
  readonly isSmooth: boolean;
  /** Width of the smoothing, cells. */
  readonly smoothBand: number;
  /** Share by which what was smoothed moves back, 0…1. */
  readonly smoothProject: number;
}

/** For what a provider has no parameter. */
export const LOCAL_DEFAULTS: LocalParameters = {
  seed: 0,
  maxCells: 1024,
  maxVertices: 500_000,
  textureSize: 2048,
  outlineStrength: 7.5,
  reliefStrength: 7.5,
  colourStrength: 1,
  isSmooth: true,
  smoothBand: 1,
  smoothProject: 0,
};
