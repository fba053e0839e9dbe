import { asImageTo3DError, ImageTo3DError, stopped, throwIfAborted } from '../core/errors.ts';
import type { Call, CallReply, StartWorker, WorkerFunctions } from './protocol.ts';
import { fromSentError } from './sent-error.ts';

type Request<T> = T extends (request: infer R, ...rest: never) => unknown ? R : never;
type Answer<T> = T extends (...rest: never) => Promise<infer A> ? A : never;
type Stage<T> = T extends (request: never, call: Call<infer S>) => unknown ? S : never;

export interface CallOptions<S extends string> {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((stage: S, fraction: number) => void) | undefined;
  /** Moved to the worker without a copy. */
  readonly transfer?: readonly Transferable[];
}

export interface WorkerCaller<F> {
  /** Rejects with `aborted` as soon as the signal fires. Calls run in parallel. */
  call<K extends keyof F & string>(
    name: K,
    request: Request<F[K]>,
    options?: CallOptions<Stage<F[K]>>,
  ): Promise<Answer<F[K]>>;
  /** Resolves when the worker has finished all calls, aborted ones too; immediately after `end`. */
  idle(): Promise<void>;
  /** Ends the worker; every open and later call rejects with the error. */
  end(error: ImageTo3DError): void;
  readonly isEnded: boolean;
}

interface SentCall {
  readonly onProgress: CallOptions<string>['onProgress'];
  settle(outcome: ImageTo3DError | { readonly answer: unknown }): void;
  /** Ends the call on both sides. */
  stop(error: ImageTo3DError): void;
}

/**
 * Starts a worker and calls the functions that it offers. When it crashes, all calls reject; it is not restarted.
 *
 * @example
 * const worker = callWorker<FitFunctions>((events) => startPageWorker(SCRIPT, events));
 * await worker.call('open', bytes, { transfer: [bytes.buffer] });
 */
export function callWorker<F extends WorkerFunctions<F>>(
  start: StartWorker,
  onCrash?: (error: ImageTo3DError) => void,
): WorkerCaller<F> {
  /** Calls without an answer; undefined when the caller no longer waits. */
  const sent = new Map<number, SentCall | undefined>();
  const waitingForIdle: (() => void)[] = [];
  let ended: ImageTo3DError | undefined;
  let lastId = 0;

  const checkIdle = () => {
    if (sent.size > 0) return;
    port.setBusy?.(false);
    for (const resolve of waitingForIdle.splice(0)) resolve();
  };
  const end = (error: ImageTo3DError) => {
    if (ended) return;
    ended = error;
    port.terminate();
    const lost = [...sent.values()];
    sent.clear();
    for (const call of lost) call?.settle(error);
    checkIdle();
  };
  const onReply = (reply: CallReply) => {
    const call = sent.get(reply.id);
    if (reply.kind === 'progress') {
      // As without a worker: what a callback throws ends the call that it belongs to.
      try {
        call?.onProgress?.(reply.stage, reply.fraction);
      } catch (thrown) {
        call?.stop(asImageTo3DError(thrown));
      }
      return;
    }
    if (!sent.delete(reply.id)) return;
    call?.settle(reply.kind === 'done' ? reply : fromSentError(reply.error));
    checkIdle();
  };
  const port = start({
    onReply,
    onCrash(error) {
      if (ended) return;
      end(error);
      onCrash?.(error);
    },
  });

  return {
    call: (name, request, { signal, onProgress, transfer = [] } = {}) =>
      new Promise((resolve, reject) => {
        if (ended) throw ended;
        throwIfAborted(signal);
        lastId += 1;
        const id = lastId;
        const stop = (error: ImageTo3DError) => {
          sent.set(id, undefined);
          port.post({ kind: 'abort', id }, []);
          settle(error);
        };
        const onAbort = () => stop(stopped(signal?.reason));
        const settle: SentCall['settle'] = (outcome) => {
          signal?.removeEventListener('abort', onAbort);
          if (outcome instanceof ImageTo3DError) reject(outcome);
          else resolve(outcome.answer as Answer<F[typeof name]>);
        };
        sent.set(id, { onProgress: onProgress as SentCall['onProgress'], settle, stop });
        signal?.addEventListener('abort', onAbort, { once: true });
        port.setBusy?.(true);
        try {
          port.post({ kind: 'call', id, name, request }, transfer);
        } catch (cause) {
          sent.delete(id);
          settle(
            new ImageTo3DError('internal', `“${name}” could not be sent to its worker: ${cause}.`, { cause }),
          );
          checkIdle();
        }
      }),
    idle: () =>
      sent.size === 0 ? Promise.resolve() : new Promise((resolve) => waitingForIdle.push(resolve)),
    end,
    get isEnded() {
      return ended !== undefined;
    },
  };
}
