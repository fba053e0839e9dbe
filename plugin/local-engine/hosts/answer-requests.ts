import { asImageTo3DError } from '../../core/errors.ts';
import type { LocalResult } from '../contract.ts';
import type { WorkerReply, WorkerRequest } from './protocol.ts';
import { runRequest, type ThreadHost } from './run-request.ts';
import { warmUpEngine } from './warm-up.ts';

/** The worker's side of the protocol: turns requests into runs, and runs into replies. */
export function answerRequests(
  loadHost: () => Promise<ThreadHost>,
  post: (reply: WorkerReply, transfer: readonly ArrayBuffer[]) => void,
): (message: WorkerRequest) => void {
  const running = new Map<number, AbortController>();

  const run = async (
    message: Exclude<WorkerRequest, { kind: 'abort' }>,
    signal: AbortSignal,
  ): Promise<LocalResult | null> => {
    const { id } = message;
    const host = await loadHost();
    if (message.kind === 'warm-up') {
      await warmUpEngine(host);
      return null;
    }
    return runRequest(message.request, host, {
      signal,
      onProgress: (stage, fraction) => post({ kind: 'progress', id, stage, fraction }, []),
    });
  };

  return (message) => {
    const { id } = message;
    if (message.kind === 'abort') {
      running.get(id)?.abort();
      return;
    }
    const abort = new AbortController();
    running.set(id, abort);
    run(message, abort.signal)
      .then(
        (result) => post({ kind: 'done', id, result }, result ? [result.glb.buffer] : []),
        (thrown: unknown) => {
          const { code, message: text, fields } = asImageTo3DError(thrown);
          post({ kind: 'failed', id, code, message: text, fields }, []);
        },
      )
      .finally(() => running.delete(id));
  };
}
