import { asImageTo3DError, type ErrorCode, throwIfAborted } from '../core/errors.ts';
import { isJsonObject } from '../core/http.ts';
import { approximationOf } from '../local-engine/approximation.ts';
import type { LocalEngine, LocalStage } from '../local-engine/contract.ts';
import type { ImageTo3DProvider, WireInput } from '../recipe/provider.ts';
import { findProvider, type Providers } from '../recipe/providers/index.ts';
import { validateInput } from '../recipe/validate-input.ts';
import type { createImageLoader } from './media/image-input.ts';
import { type MediaStore, mediaUrl } from './media/media.ts';
import type { unitsOf } from './prices.ts';
import { imageError, modelError, type Outcome, platformError } from './queue/outcome.ts';
import type { LogEntry, QueueRequest } from './queue/request.ts';
import type { RandomSource } from './random.ts';

const PREFIX = '[local approximation]';

// What the embedded engine really does, so that its log cannot be mistaken for the model's.
const STAGE_TEXT: Readonly<Record<LocalStage, string>> = {
  decode: 'decoding the image',
  mask: 'finding the subject',
  'texture-front': 'preparing the front texture from the image',
  grid: 'rasterising the outline',
  inflate: 'inflating the outline; depth is guessed',
  mesh: 'building the surface',
  decimate: 'simplifying towards the target size',
  assemble: 'assembling mesh and UVs',
  'texture-back': 'painting the hidden back; its look is guessed',
  encode: 'encoding textures',
  glb: 'writing the GLB',
};

// Engine failures as the endpoint's documented error types.
const IMAGE_ERROR_TYPES: Partial<Record<ErrorCode, string>> = {
  'empty-image': 'no_media_generated',
  'undecodable-image': 'image_load_error',
  'unsupported-format': 'unsupported_image_format',
  'image-too-large': 'image_too_large',
};

function engineFailure(
  thrown: unknown,
  { imageField, parameters }: ImageTo3DProvider,
  input: WireInput,
): Outcome {
  const error = asImageTo3DError(thrown);
  const imageType = IMAGE_ERROR_TYPES[error.code];
  if (imageType !== undefined)
    return imageError(imageField, imageType, error.message, String(input[imageField]));
  if (error.code === 'texture-too-large') {
    const field = parameters.find(({ local }) => local === 'textureSize')?.wireName;
    const type = 'feature_not_supported';
    return modelError([
      field === undefined
        ? { loc: ['body'], msg: error.message, type }
        : { loc: ['body', field], msg: error.message, type, input: input[field] },
    ]);
  }
  return modelError([{ loc: ['body'], msg: error.message, type: 'internal_server_error' }], 500);
}

export interface WorkerOptions {
  readonly engine: LocalEngine;
  readonly providers: Providers;
  readonly media: MediaStore;
  readonly random: RandomSource;
  readonly loadImage: ReturnType<typeof createImageLoader>;
  /** What a successful run bills. */
  readonly price: typeof unitsOf;
}

/** Runs one request on the embedded engine: validate, load the image, generate, store the GLB. */
export function createWorker({ engine, providers, media, random, loadImage, price }: WorkerOptions) {
  return async (
    request: QueueRequest,
    log: (message: string, level?: LogEntry['level']) => void,
  ): Promise<Outcome> => {
    const { signal } = request.abort;
    const cancelled = () => platformError(499, 'client_cancelled', 'Request was cancelled by the client');
    const subPath = request.endpointId.slice(request.app.length);
    const provider = findProvider(request.endpointId, providers);
    if (!provider) return platformError(404, 'not_found', `Path ${subPath || '/'} not found`);
    if (!isJsonObject(request.input)) {
      const msg = 'Input should be a valid dictionary';
      return modelError([{ loc: ['body'], msg, type: 'dict_type', input: request.input }]);
    }
    const checked = validateInput(provider, request.input);
    if (!checked.ok) return modelError(checked.detail);
    const { input } = checked;
    const parameters = provider.fromInput(input, random.seed());
    try {
      const loaded = await loadImage(String(input[provider.imageField]), signal);
      if (signal.aborted) return cancelled();
      if ('refusal' in loaded) return imageError(provider.imageField, ...loaded.refusal);
      let lastStage: LocalStage | undefined;
      const { glb, report } = await engine.generateAsync(
        { image: loaded.bytes, parameters: provider.toLocal(parameters), profile: 'full' },
        {
          signal,
          onProgress(stage, fraction) {
            if (stage === lastStage) return;
            lastStage = stage;
            log(`${PREFIX} ${STAGE_TEXT[stage]} (${Math.round(fraction * 100)} %)`);
          },
        },
      );
      throwIfAborted(signal);
      const approximation = { ...approximationOf(report, provider), seed: report.seed };
      const { not_applied: notApplied, warnings } = approximation;
      log(`${PREFIX} made by ${report.engine}; depth and back are guessed`);
      if (notApplied.length > 0) log(`${PREFIX} not applied: ${notApplied.join(', ')}`, 'WARN');
      if (warnings.length > 0) log(`${PREFIX} warnings: ${warnings.join(', ')}`, 'WARN');
      const file = media.put({
        fileName: `local_approximation_${random.hex(4)}.glb`,
        bytes: glb,
        contentType: 'model/gltf-binary',
        expiresInSeconds: request.outputExpiresInSeconds,
      });
      const body = {
        ...provider.toOutput({
          url: mediaUrl(request.serviceBase, file.path),
          content_type: file.contentType,
          file_name: file.path.slice(file.path.lastIndexOf('/') + 1),
          file_size: glb.byteLength,
        }),
        local_approximation: approximation,
      };
      return { status: 200, body, headers: {}, ...price(provider, parameters) };
    } catch (thrown) {
      if (signal.aborted) return cancelled();
      return engineFailure(thrown, provider, input);
    }
  };
}
