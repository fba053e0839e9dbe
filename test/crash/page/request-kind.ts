/** What a request is about, by its method and the address at fal that it is meant for. The page and its server agree on it. */
export function requestKind({ headers, method, url }: Request): string {
  const target = headers.get('x-fal-target-url') ?? url;
  if (target.includes('/storage/upload/initiate')) return 'initiate';
  if (method === 'PUT') return target.includes('/cancel') ? 'cancel' : 'put';
  if (target.includes('/submits/')) return 'reconcile';
  if (method === 'POST' && target.includes('queue.fal.run')) return 'submit';
  if (/\/requests\/[^/]+\/status/.test(target)) return 'status';
  if (/\/requests\//.test(target)) return 'result';
  return target.includes('/files/') ? 'download' : 'other';
}
