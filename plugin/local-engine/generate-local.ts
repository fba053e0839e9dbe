import { ImageTo3DError } from '../core/errors.ts';
import { createRunClock } from '../core/run-clock.ts';
import type { RasterImage } from '../recipe/image.ts';
import type { LocalParameters } from '../recipe/local-parameters.ts';
import type { LocalProfile, LocalResult, LocalRunOptions, LocalWarning } from './contract.ts';
import { ENGINE_NAME } from './engine-info.ts';
import { makeMask } from './mask/make-mask.ts';
import { decimateSheet, type Simplifier } from './mesh/decimate.ts';
import { countTopology } from './mesh/sheet.ts';
import { buildSheet } from './solid/build-sheet.ts';
import { planGrid } from './solid/grid.ts';
import { mirrorSheet } from './solid/mirror.ts';
import { silhouetteField } from './solid/silhouette-field.ts';
import { findSubject } from './solid/subject.ts';
import { STAGE_WEIGHTS } from './stage-weights.ts';
import { layoutAtlas, uvMapping } from './texture/atlas-layout.ts';
import { makeBackChart } from './texture/back-chart.ts';
import { composeAtlas } from './texture/compose-atlas.ts';
import { makeFrontChart } from './texture/front-chart.ts';
import { type EncodedTexture, writeGlb } from './write-glb.ts';

/** What the engine needs from the platform; the rest is the same in a browser's worker and in Node. */
export interface EnginePlatform {
  encodeTexture(image: RasterImage): Promise<EncodedTexture>;
  /** meshoptimizer's `MeshoptSimplifier`, ready. */
  readonly simplifier: Simplifier;
  /** Milliseconds from an arbitrary start, for timings. */
  now(): number;
}

export interface GenerateLocalOptions extends LocalRunOptions {
  readonly profile: LocalProfile;
  /** The subject's mask, one value (0…1) per pixel, instead of the image's alpha or the engine's own guess. */
  readonly mask?: Float32Array;
}

/** Below this share of the target the report warns that grid or image did not provide enough vertices. */
const ENOUGH_VERTICES = 0.95;

/**
 * Image → GLB: a closed solid with the subject's silhouette, textured with the image; depth and back are guessed. The
 * same image, parameters and options give the same bytes on one platform. Throws `empty-image`, `aborted`.
 */
export async function generateLocal(
  image: RasterImage,
  parameters: LocalParameters,
  platform: EnginePlatform,
  options: GenerateLocalOptions,
): Promise<LocalResult> {
  const { profile, signal } = options;
  const clock = createRunClock(STAGE_WEIGHTS[profile], platform.now, options);
  const warnings: LocalWarning[] = [];

  await clock.enter('mask');
  const made = makeMask(image, {
    profile,
    seed: parameters.seed,
    ...(options.mask && { provided: options.mask }),
    ...(signal && { signal }),
  });
  warnings.push(...made.warnings);
  const subject = findSubject(made.mask);

  await clock.enter('texture-front');
  const layout = layoutAtlas(subject, parameters.textureSize);
  const front = await makeFrontChart(image, made.mask, made.source, subject, layout, clock.checkpoint);

  await clock.enter('grid');
  const grid = planGrid(subject, parameters, profile);
  const { field, thin } = silhouetteField(made.mask, grid, subject, parameters.outlineStrength);
  if (thin) warnings.push('subject-thinner-than-grid');

  const raw = await buildSheet(field, grid, front, made.source === 'full-frame', parameters, profile, clock);
  if (raw.sheet.indices.length === 0)
    throw new ImageTo3DError(
      'empty-image',
      'The subject is too small or too faint to build a solid from it.',
    );

  await clock.enter('decimate');
  const wanted = Math.floor(parameters.maxVertices / 2);
  const { simplifier } = platform;
  const sheet = await decimateSheet(
    raw.sheet,
    wanted,
    raw.squares,
    simplifier,
    parameters.isSmooth,
    clock.checkpoint,
  );
  if (2 * sheet.x.length < ENOUGH_VERTICES * parameters.maxVertices)
    warnings.push('fewer-vertices-than-target');

  await clock.enter('assemble');
  const frontUv = uvMapping(layout.front, layout, subject);
  const backUv = uvMapping(layout.back, layout, subject);
  const mesh = mirrorSheet(sheet, raw.backDifference, grid, subject, frontUv, backUv);

  await clock.enter('texture-back');
  const back = makeBackChart(front, made.source, subject, layout);
  const atlas = composeAtlas(layout, front, back, parameters.colourStrength);

  await clock.enter('encode');
  const texture = await platform.encodeTexture(atlas);

  await clock.enter('glb');
  const { seed } = parameters;
  const glb = writeGlb(mesh, texture, {
    localApproximation: true,
    engine: ENGINE_NAME,
    seed,
    maskSource: made.source,
  });
  await clock.checkpoint(1);
  return {
    glb,
    report: {
      engine: ENGINE_NAME,
      seed,
      profile,
      maskSource: made.source,
      warnings,
      vertices: mesh.positions.length / 3,
      triangles: mesh.indices.length / 3,
      ...countTopology(sheet),
      timingsMs: clock.finish(),
    },
  };
}
