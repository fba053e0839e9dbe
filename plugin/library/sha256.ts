import { ImageTo3DError } from '../errors.ts';

/** SHA-256, lower-case hex. Throws `unsupported-host` in a page that was served without https. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (!globalThis.crypto?.subtle)
    throw new ImageTo3DError(
      'unsupported-host',
      'Files are identified with crypto.subtle, which this page lacks: serve it over https or from localhost.',
    );
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
