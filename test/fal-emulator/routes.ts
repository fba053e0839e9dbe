import type { FaultRoute } from './fault-catalogue.ts';

// `<owner>/<alias>/requests/<id>` and what may follow it.
const REQUEST_PATH = /^\/queue\.fal\.run\/[^/]+\/[^/]+\/requests\/[^/]+(\/.*)?$/;

const AFTER_REQUEST: Readonly<Record<string, FaultRoute>> = {
  '': 'result',
  '/response': 'result',
  '/status': 'status',
  '/status/stream': 'stream',
  '/cancel': 'cancel',
};

/** What kind of request a path of the service is, for the fault plan; undefined for one that faults leave alone. */
export function routeOf(path: string, method: string): FaultRoute | undefined {
  const request = REQUEST_PATH.exec(path);
  if (request) return AFTER_REQUEST[request[1] ?? ''];
  if (path.startsWith('/queue.fal.run/')) return method === 'POST' ? 'submit' : undefined;
  if (path.startsWith('/fal.run/')) return 'run';
  if (path === '/api.fal.ai/v1/models/requests/by-endpoint') return 'list';
  if (path.startsWith('/rest.fal.ai/storage/')) return 'initiate';
  if (/^\/v3b?\.fal\.media\//.test(path)) return method === 'GET' || method === 'HEAD' ? 'media' : 'upload';
  return undefined;
}
