const MEBI = 1024 * 1024;

/**
 * What a GLB may be at most before a loader sees it. Wide enough for the largest asset that a provider can be asked for
 * (target 2,000,000, two textures of 4096 px), narrow enough that no file makes a loader take memory without end.
 */
export const GLB_LIMITS = {
  maxFileBytes: 256 * MEBI,
  maxJsonBytes: 16 * MEBI,
  maxJsonNesting: 64,
  /** Objects, arrays and their members. */
  maxJsonValues: 1_000_000,
  maxNameCharacters: 10_000,
  maxAccessorElements: 16_000_000,
  maxElementsInSum: 32_000_000,
  /** Total of all accessors; shared bytes count for each. */
  maxAccessorBytesInSum: 256 * MEBI,
  maxNodeDepth: 256,
  maxImageEdgePx: 8192,
  maxImagePixels: 8192 * 8192,
  /** An image counts once per sampler. On a GPU with mips: 512 MiB. */
  maxImagePixelsInSum: 6 * 4096 * 4096,
  /** Draw calls of the scene; every instance of a mesh counts. */
  maxDrawCalls: 10_000,
  maxDrawnVertices: 32_000_000,
  maxDrawnTriangles: 16_000_000,
  /** Drawn vertices; instances of a mesh count once, except skinned and morphed ones. */
  maxGeometryVertices: 16_000_000,
  /** Vertices of all morph targets: loaders allocate an array for each, even when they share bytes. */
  maxMorphElements: 8_000_000,
  /** Keys of all channels; weight channels count once per morph target. */
  maxAnimationKeys: 1_000_000,
  maxJoints: 10_000,
} as const;

/** Maximum lengths of the JSON's arrays, by path. */
export const GLB_COUNT_LIMITS = {
  accessors: 10_000,
  animations: 1_000,
  bufferViews: 20_000,
  buffers: 8,
  cameras: 1_000,
  images: 16,
  materials: 1_000,
  meshes: 1_000,
  nodes: 10_000,
  samplers: 1_000,
  scenes: 100,
  skins: 100,
  textures: 1_000,
} as const;

/** Extensions that a file may require, besides all `KHR_materials_…`, which only add properties and textures. */
export const ALLOWED_EXTENSIONS = [
  'KHR_texture_transform',
  'KHR_mesh_quantization',
  'EXT_texture_webp',
  'MSFT_lod',
] as const;

/** Extensions that need a decoder; refused where that decoder is not configured. */
export const DECODED_EXTENSIONS = {
  EXT_meshopt_compression: 'meshopt',
  KHR_draco_mesh_compression: 'draco',
  KHR_texture_basisu: 'ktx2',
} as const;

export type GlbDecoder = (typeof DECODED_EXTENSIONS)[keyof typeof DECODED_EXTENSIONS];

/** Part of this package. */
export const DEFAULT_DECODERS: readonly GlbDecoder[] = ['meshopt'];

/**
 * Extensions that are refused even when optional: these checks do not cover their data or behaviour, or Babylon's loader
 * has no decoder for them.
 */
export const REFUSED_EXTENSIONS = [
  'KHR_meshopt_compression',
  'EXT_mesh_gpu_instancing',
  'EXT_texture_avif',
  'EXT_lights_image_based',
  'EXT_lights_ies',
  'KHR_gaussian_splatting',
  'KHR_interactivity',
  'KHR_audio_emitter',
  'MSFT_audio_emitter',
] as const;
