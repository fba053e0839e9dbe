import { requestError } from '../core/http.ts';

// The media hosts serve files without a key; uploads have their own signature or token.
const PUBLIC = /^\/v3b?\.fal\.media\//;

/** Whether the request has `Authorization: Key <id>:<secret>`, if that is required. Any such key is accepted. */
export function isAuthorized(headers: Headers, path: string, auth: 'required' | 'open'): boolean {
  if (auth === 'open' || PUBLIC.test(path)) return true;
  return /^Key [^\s:]+:[^\s:]+$/.test(headers.get('authorization') ?? '');
}

export const unauthorized = () =>
  requestError(401, 'unauthorized', 'Authentication is required to access this application');
