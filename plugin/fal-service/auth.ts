import { requestError } from '../core/http.ts';

// The media hosts serve files to anyone; uploads carry a signature or a token of their own.
const PUBLIC = /^\/v3b?\.fal\.media\//;

/** Whether the request carries `Authorization: Key <id>:<secret>`, where that is asked for. Any such key is good. */
export function isAuthorized(headers: Headers, path: string, auth: 'required' | 'open'): boolean {
  if (auth === 'open' || PUBLIC.test(path)) return true;
  return /^Key [^\s:]+:[^\s:]+$/.test(headers.get('authorization') ?? '');
}

export const unauthorized = () =>
  requestError(401, 'unauthorized', 'Authentication is required to access this application');
