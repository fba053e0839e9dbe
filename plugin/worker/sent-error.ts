import { asImageTo3DError, ImageTo3DError } from '../core/errors.ts';

type SentCause = Pick<Error, 'name' | 'message' | 'stack'>;

/** An error in a message: a cloned error would lose its code and fields. */
export interface SentError extends Pick<ImageTo3DError, 'code' | 'message' | 'fields'> {
  /** The direct cause first. */
  readonly causes: readonly SentCause[];
}

/** Causes may form a circle. */
const MAX_CAUSES = 8;

export function toSentError(thrown: unknown): SentError {
  const error = asImageTo3DError(thrown);
  const causes: SentCause[] = [];
  for (let { cause } = error; cause !== undefined && causes.length < MAX_CAUSES; ) {
    const each = cause instanceof Error ? cause : new Error(String(cause));
    causes.push({ name: each.name, message: each.message, ...(each.stack && { stack: each.stack }) });
    ({ cause } = each);
  }
  const { code, message, fields } = error;
  return { code, message, fields, causes };
}

export function fromSentError({ code, message, fields, causes }: SentError): ImageTo3DError {
  const cause = causes.reduceRight<Error | undefined>(
    (inner, { message: text, ...rest }) => Object.assign(new Error(text, { cause: inner }), rest),
    undefined,
  );
  return new ImageTo3DError(code, message, { fields, cause });
}
