/** The closed set of error codes; each has a row in {@link ERROR_KINDS}. */
export type ErrorCode = keyof typeof ERROR_KINDS;

interface ErrorKind {
  /** What the user can do next; shown after the message. */
  readonly advice: string;
  /** The same request may succeed later, and repeating it cannot charge twice. */
  readonly retryable: boolean;
  /** Exit status of the command line. */
  readonly exitCode: number;
}

/**
 * One row per error code: `advice` for a person, `retryable`, and `exitCode` of the command line.
 *
 * @example
 * for (const [code, { advice }] of Object.entries(ERROR_KINDS)) console.log(code, advice);
 */
export const ERROR_KINDS = {
  'empty-image': {
    advice: 'Use an image with a visible subject.',
    retryable: false,
    exitCode: 3,
  },
  'undecodable-image': {
    advice: 'Open the file in an image editor and save it again as PNG.',
    retryable: false,
    exitCode: 3,
  },
  'unsupported-format': {
    advice: 'Convert the image to PNG, JPEG, WebP or AVIF.',
    retryable: false,
    exitCode: 3,
  },
  'image-too-large': { advice: 'Scale the image down and try again.', retryable: false, exitCode: 3 },
  'image-unreachable': {
    advice: 'Check the address, or save the image and use the file.',
    retryable: true,
    exitCode: 3,
  },
  'texture-too-large': {
    advice: 'Choose a smaller texture size.',
    retryable: false,
    exitCode: 4,
  },
  validation: { advice: 'Correct the parameter named in the message.', retryable: false, exitCode: 4 },
  auth: { advice: 'Correct FAL_KEY on the server.', retryable: false, exitCode: 5 },
  balance: {
    advice: 'Add credit at fal.ai/dashboard/billing, then run again.',
    retryable: false,
    exitCode: 5,
  },
  refused: {
    advice: 'The server in front of fal refused the request; see its message.',
    retryable: false,
    exitCode: 5,
  },
  policy: {
    advice: 'Use another image.',
    retryable: false,
    exitCode: 6,
  },
  image: {
    advice: 'Try another file or format.',
    retryable: false,
    exitCode: 6,
  },
  busy: { advice: 'Wait a little and run again.', retryable: true, exitCode: 7 },
  service: {
    advice: 'Failed runs are not charged. Run again later.',
    retryable: true,
    exitCode: 7,
  },
  network: { advice: 'Check the connection and run again.', retryable: true, exitCode: 7 },
  protocol: {
    advice: 'Nothing was imported. Run again later.',
    retryable: false,
    exitCode: 7,
  },
  expired: {
    advice: 'Run it again.',
    retryable: false,
    exitCode: 7,
  },
  unconfirmed: {
    advice: 'Check fal.ai/dashboard/requests before you run again: this run may have been charged.',
    retryable: false,
    exitCode: 8,
  },
  storage: {
    advice:
      'Free some storage space or open the page over https. You can also generate without a record, but then closing the page loses the run.',
    retryable: true,
    exitCode: 10,
  },
  superseded: {
    advice: 'Continue in the other tab.',
    retryable: false,
    exitCode: 10,
  },
  cancelled: { advice: 'Run it again if you still want the result.', retryable: false, exitCode: 130 },
  aborted: { advice: 'Start it again if you still want the result.', retryable: false, exitCode: 130 },
  'invalid-glb': {
    advice: 'Use another file; the scene is unchanged.',
    retryable: false,
    exitCode: 9,
  },
  'import-failed': {
    advice: 'Use another file, or report this one; the scene is unchanged.',
    retryable: false,
    exitCode: 9,
  },
  'over-budget': {
    advice: 'Raise the limit in the message, or allow fewer triangles or smaller textures.',
    retryable: false,
    exitCode: 4,
  },
  unfittable: {
    advice: 'Use the file as it is, or remove what the message names from it.',
    retryable: false,
    exitCode: 9,
  },
  'unsupported-platform': {
    advice: 'Fix what the message names, or use another browser or machine.',
    retryable: false,
    exitCode: 10,
  },
  internal: {
    advice: 'This is a bug in this tool; please report it.',
    retryable: false,
    exitCode: 1,
  },
} as const satisfies Record<string, ErrorKind>;

/** One parameter or input field that was refused. */
export interface FieldError {
  /** Name of the field. */
  readonly field: string;
  /** What is wrong with it, as the service or this package says it. */
  readonly message: string;
}

/** What is known of an error besides its code and message. */
export interface ImageTo3DErrorOptions {
  /** What led to the error. */
  readonly cause?: unknown;
  /** Refused fields, for `validation` and `image`. */
  readonly fields?: readonly FieldError[];
  /** The service's request id, where one is known. */
  readonly requestId?: string;
  /** How long the service asks to wait (`Retry-After`), milliseconds. */
  readonly retryAfterMs?: number;
}

/**
 * The one error that this package throws. `message` says what is wrong, in the service's own words where it gave any;
 * `advice` says what to do next.
 *
 * @example
 * try {
 *   await generator.generate(image).ready;
 * } catch (error) {
 *   if (error instanceof ImageTo3DError) console.log(error.code, error.message, error.advice);
 * }
 */
export class ImageTo3DError extends Error {
  /** Always `ImageTo3DError`. */
  override readonly name = 'ImageTo3DError';
  /** What kind of failure it was. */
  readonly code: ErrorCode;
  /** Fields that were refused, for `validation` and `image`; otherwise empty. */
  readonly fields: readonly FieldError[];
  /** The service's request id, where one is known. */
  readonly requestId: string | undefined;
  /** How long the service asks to wait before another request, milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, options: ImageTo3DErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.fields = options.fields ?? [];
    this.requestId = options.requestId;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** What to do next, as a sentence for a person. */
  get advice(): string {
    return ERROR_KINDS[this.code].advice;
  }

  /** True when the same request may succeed later, and sending it again cannot charge twice. */
  get retryable(): boolean {
    return ERROR_KINDS[this.code].retryable;
  }
}

/** Converts any thrown value to an {@link ImageTo3DError}: an `AbortError` becomes `aborted`, anything else `fallback`. */
export function asImageTo3DError(thrown: unknown, fallback: ErrorCode = 'internal'): ImageTo3DError {
  if (thrown instanceof ImageTo3DError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof Error && thrown.name === 'AbortError') return stopped(thrown);
  return new ImageTo3DError(fallback, message, { cause: thrown });
}

/** The error of work that was stopped by its signal. */
export const stopped = (cause?: unknown) => new ImageTo3DError('aborted', 'Stopped.', { cause });

/** Throws `aborted` when the signal is aborted. Call it between the steps of long work. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw stopped(signal.reason);
}
