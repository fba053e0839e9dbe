import { ImageTo3DError } from './errors.ts';

const FORM = /^[^:\s"'`]+:[^:\s"'`]{4,}$/;

/** Common mistakes, the most specific first. No message contains a part of the key. */
const FAULTS: readonly (readonly [RegExp, string])[] = [
  [/["'`]/, 'it contains quotes'],
  [/\s/, 'it contains white space or line breaks'],
  [/[^\x21-\x7e]/, 'it contains a character that keys never contain'],
  [/^[^:]*$/, 'it has no colon'],
  [/:.*:/, 'it has more than one colon'],
];

/**
 * The fal key, trimmed; undefined when it is empty. Throws `auth` when it cannot be a key. The message never contains
 * the key.
 */
export function readFalKey(given: string | undefined): string | undefined {
  const key = given?.trim();
  if (key === undefined || key === '') return undefined;
  const fault = FAULTS.find(([pattern]) => pattern.test(key))?.[1];
  if (fault === undefined && FORM.test(key)) return key;
  throw new ImageTo3DError(
    'auth',
    `The fal key must look like id:secret, but ${fault ?? 'a part of it is missing'}. Copy the whole key from fal.ai/dashboard/keys again.`,
  );
}
