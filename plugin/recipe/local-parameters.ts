/** The local engine's parameters. A row of a provider's parameter table says which of them it sets. */
export interface LocalParameters {
  readonly seed: number;
  /** Cells of the grid along the subject's longer side, at most. */
  readonly maxCells: number;
  /** Largest number of vertices. */
  readonly maxVertices: number;
  /** Edge of the texture, pixels. */
  readonly textureSize: number;
  /** How closely the outline follows the image: exactly from 7.5 on, softer below. */
  readonly outlineStrength: number;
  /** How strongly the image's details are embossed; 7.5 is neutral. */
  readonly reliefStrength: number;
  /** Saturation of the texture; 1 is neutral. */
  readonly colourStrength: number;
  /** Smooths the surface and keeps its triangles regular. */
  readonly isSmooth: boolean;
  /** Width of the smoothing, cells. */
  readonly smoothBand: number;
  /** How far smoothed points move back, 0…1. */
  readonly smoothProject: number;
}

/** Used when a provider has no such parameter. */
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
