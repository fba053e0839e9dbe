import {
  TRELLIS_2_PARAMETERS,
  type Trellis2ParameterName,
} from '../recipe/providers/trellis-2-parameters.ts';

/** Increased whenever the same image, parameters and seed would give another GLB. */
const ENGINE_VERSION = '0.1.0';

/** Name and version, for `asset.generator` and reports. */
export const ENGINE_NAME = `babylon-image-to-3d local approximation ${ENGINE_VERSION} (not Trellis-2)`;

/** Parameters that change the local engine's result. */
export const APPLIED_PARAMETERS: readonly Trellis2ParameterName[] = [
  'seed',
  'resolution',
  'ssGuidanceStrength',
  'shapeSlatGuidanceStrength',
  'texSlatGuidanceStrength',
  'decimationTarget',
  'textureSize',
  'remesh',
  'remeshBand',
  'remeshProject',
];

/** All other parameters: validated and reported, without effect. */
export const NOT_APPLIED_PARAMETERS: readonly Trellis2ParameterName[] = TRELLIS_2_PARAMETERS.map(
  (row) => row.name,
).filter((name) => !APPLIED_PARAMETERS.includes(name));
