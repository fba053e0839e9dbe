import type { Call, CallMessage, CallReply, WorkerFunctions } from './protocol.ts';
import { toSentError } from './sent-error.ts';

type Post = (reply: CallReply, transfer: readonly Transferable[]) => void;

type WorkerFunction = (request: unknown, call: Call<string>) => Promise<unknown>;

/** The worker's side of the protocol: runs the called functions, several in parallel if asked. */
export function answerCalls<F extends WorkerFunctions<F>>(functions: F, post: Post) {
  const offered = functions as unknown as Readonly<Record<string, WorkerFunction>>;
  const running = new Map<number, AbortController>();

  const run = async (id: number, name: string, request: unknown, signal: AbortSignal) => {
    const transfer: Transferable[] = [];
    const answer = await offered[name]!(request, {
      signal,
      onProgress: (stage, fraction) => post({ kind: 'progress', id, stage, fraction }, []),
      handOver: (...items) => void transfer.push(...items),
    });
    post({ kind: 'done', id, answer }, transfer);
  };

  return {
    receive(message: CallMessage): void {
      const { id } = message;
      if (message.kind === 'abort') {
        running.get(id)?.abort();
        return;
      }
      const abort = new AbortController();
      running.set(id, abort);
      void run(id, message.name, message.request, abort.signal)
        // An answer that cannot be sent fails its call too.
        .catch((thrown: unknown) => post({ kind: 'failed', id, error: toSentError(thrown) }, []))
        .finally(() => running.delete(id));
    },
    abortAll() {
      for (const abort of running.values()) abort.abort();
    },
  };
}
