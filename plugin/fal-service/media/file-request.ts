import { readVirtualTarget } from '../vhost.ts';

const FILE = '/v3b?\\.fal\\.media/files/b/[^/]+/[^/]+';
const BY_METHOD: Readonly<Record<string, RegExp>> = {
  GET: new RegExp(`^${FILE}$`),
  HEAD: new RegExp(`^${FILE}$`),
  PUT: new RegExp(`^${FILE}(?:/\\d+)?$`),
  POST: new RegExp(`^${FILE}/complete$`),
};

/** Whether a request under `<base>/service` reads a file or belongs to an upload. Pages need nothing else there. */
export function isFileRequest(request: Request): boolean {
  const url = new URL(request.url);
  const path = readVirtualTarget(url)?.path;
  // The whole path after `/service` must match, because a mount may have the name of a fal host.
  if (path === undefined || !url.pathname.endsWith(`/service${path}`)) return false;
  return BY_METHOD[request.method]?.test(path) ?? false;
}
