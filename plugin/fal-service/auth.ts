// Hosts that serve anyone: media files, signed uploads, and the keys that webhooks are checked with.
const PUBLIC = /^\/(?:v3b?\.fal\.media\/|rest\.fal\.ai\/\.well-known\/)/;

/** Whether the request carries `Authorization: Key <id>:<secret>`, where that is asked for. Any such key is good. */
export function isAuthorized(headers: Headers, path: string, auth: 'required' | 'open'): boolean {
  if (auth === 'open' || PUBLIC.test(path)) return true;
  return /^Key [^\s:]+:[^\s:]+$/.test(headers.get('authorization') ?? '');
}
