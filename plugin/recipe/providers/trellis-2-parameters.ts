import type { LocalParameters } from '../local-parameters.ts';
import type { ParameterGroup, ParameterSpec } from '../parameter-spec.ts';

/** Input of `fal-ai/trellis-2` in fal's spelling. Defaults and ranges: {@link TRELLIS_2_PARAMETERS}. */
export interface Trellis2Input {
  image_url: string;
  seed: number;
  resolution: 512 | 1024 | 1536;
  ss_guidance_strength: number;
  ss_guidance_rescale: number;
  ss_sampling_steps: number;
  ss_rescale_t: number;
  shape_slat_guidance_strength: number;
  shape_slat_guidance_rescale: number;
  shape_slat_sampling_steps: number;
  shape_slat_rescale_t: number;
  tex_slat_guidance_strength: number;
  tex_slat_guidance_rescale: number;
  tex_slat_sampling_steps: number;
  tex_slat_rescale_t: number;
  decimation_target: number;
  texture_size: 1024 | 2048 | 4096;
  remesh: boolean;
  remesh_band: number;
  remesh_project: number;
}

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

/**
 * Every parameter of a run except the image, in camelCase (`decimationTarget` is `decimation_target` at fal). Ranges
 * and defaults are those of the page of `fal-ai/trellis-2`; `generator.provider.parameters` lists them.
 */
export type Trellis2Parameters = {
  -readonly [Wire in Exclude<keyof Trellis2Input, 'image_url'> as CamelCase<Wire>]: Trellis2Input[Wire];
};

export type Trellis2ParameterName = keyof Trellis2Parameters;

type Row = ParameterSpec & { readonly name: Trellis2ParameterName; readonly wireName: keyof Trellis2Input };

function sampler(
  stage: 'ss' | 'shapeSlat' | 'texSlat',
  wirePrefix: 'ss' | 'shape_slat' | 'tex_slat',
  group: ParameterGroup,
  local: keyof LocalParameters,
  defaults: { strength: number; rescale: number; rescaleT: number },
): readonly Row[] {
  return [
    {
      name: `${stage}GuidanceStrength`,
      wireName: `${wirePrefix}_guidance_strength`,
      label: 'Guidance strength',
      group,
      local,
      kind: 'number',
      min: 0,
      max: 10,
      step: 0.1,
      default: defaults.strength,
      help: 'How strongly this stage follows the image. 1 is the fastest (no second model pass); 0 would ignore the image.',
    },
    {
      name: `${stage}GuidanceRescale`,
      wireName: `${wirePrefix}_guidance_rescale`,
      label: 'Guidance rescale',
      group,
      kind: 'number',
      min: 0,
      max: 1,
      step: 0.05,
      default: defaults.rescale,
      help: 'Reduces the exaggerated contrast of strong guidance. No effect at guidance strength 1.',
    },
    {
      name: `${stage}SamplingSteps`,
      wireName: `${wirePrefix}_sampling_steps`,
      label: 'Sampling steps',
      group,
      kind: 'integer',
      min: 1,
      max: 50,
      step: 1,
      default: 12,
      help: 'Steps of the sampler; time grows in proportion.',
    },
    {
      name: `${stage}RescaleT`,
      wireName: `${wirePrefix}_rescale_t`,
      label: 'Rescale t',
      group,
      kind: 'number',
      min: 1,
      max: 6,
      step: 0.1,
      default: defaults.rescaleT,
      help: 'Time shift of the sampler: higher spends more steps on the overall form, lower on detail.',
    },
  ];
}

/** The whole table, in the order in which fal's API page lists the inputs. Source: the page of `fal-ai/trellis-2`. */
export const TRELLIS_2_PARAMETERS: readonly Row[] = [
  {
    name: 'seed',
    wireName: 'seed',
    label: 'Seed',
    group: 'run',
    local: 'seed',
    kind: 'integer',
    min: 0,
    max: 2147483647,
    step: 1,
    default: undefined,
    help: 'The same image, parameters and seed should give the same model. The service does not return a seed, so one is always sent.',
  },
  {
    name: 'resolution',
    wireName: 'resolution',
    label: 'Quality',
    group: 'budget',
    brief: 'grid {}',
    order: 1,
    local: 'maxCells',
    kind: 'choice',
    choices: [512, 1024, 1536],
    choiceNames: ['Draft 512', 'Standard 1024', 'High 1536'],
    default: 1024,
    help: 'Resolution of the shape: the voxel grid. 512 is a cheaper draft; 1536 may fall back to a lower grid on complex objects.',
  },
  ...sampler('ss', 'ss', 'structure', 'outlineStrength', { strength: 7.5, rescale: 0.7, rescaleT: 5 }),
  ...sampler('shapeSlat', 'shape_slat', 'shape', 'reliefStrength', {
    strength: 7.5,
    rescale: 0.5,
    rescaleT: 3,
  }),
  ...sampler('texSlat', 'tex_slat', 'texture', 'colourStrength', { strength: 1, rescale: 0, rescaleT: 3 }),
  {
    name: 'decimationTarget',
    wireName: 'decimation_target',
    label: 'Target size',
    group: 'budget',
    brief: 'Target {}',
    order: 2,
    local: 'maxVertices',
    kind: 'integer',
    min: 5000,
    max: 2000000,
    step: 1000,
    default: 500000,
    presets: [5000, 20000, 100000, 500000],
    help: 'fal: "target vertex count for mesh simplification". In the reference code it caps faces, and about half of them may be an inner shell. Measured triangles are shown after the run.',
  },
  {
    name: 'textureSize',
    wireName: 'texture_size',
    label: 'Texture size',
    group: 'budget',
    brief: '{} px',
    order: 3,
    local: 'textureSize',
    kind: 'choice',
    choices: [1024, 2048, 4096],
    choiceNames: ['1K', '2K', '4K'],
    default: 2048,
    unit: 'px',
    help: 'Edge of the square textures.',
  },
  {
    name: 'remesh',
    wireName: 'remesh',
    label: 'Remesh',
    group: 'mesh',
    local: 'isSmooth',
    kind: 'boolean',
    default: true,
    help: 'Rebuilds the surface before simplification. Off may leave holes and flipped faces at low targets.',
  },
  {
    name: 'remeshBand',
    wireName: 'remesh_band',
    label: 'Remesh band',
    group: 'mesh',
    local: 'smoothBand',
    kind: 'number',
    min: 0,
    max: 4,
    step: 0.1,
    default: 1,
    help: 'Half thickness of the rebuilt shell in voxels. Gaps narrower than twice this value are closed; 0 with remesh on gives an empty mesh.',
  },
  {
    name: 'remeshProject',
    wireName: 'remesh_project',
    label: 'Remesh project',
    group: 'mesh',
    local: 'smoothProject',
    kind: 'number',
    min: 0,
    max: 1,
    step: 0.05,
    default: 0,
    help: 'How far rebuilt vertices move back to the original surface. 1 puts outer and inner shell at the same place, which flickers.',
  },
];
