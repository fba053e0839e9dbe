/** Raised whenever the same image, parameters and seed give another GLB. */
const ENGINE_VERSION = '0.1.0';

/** Name and version, as the GLB's `asset.generator` and every report have it. */
export const ENGINE_NAME = `babylon-image-to-3d local approximation ${ENGINE_VERSION} (not the real model)`;
