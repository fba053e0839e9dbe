import { withSignals } from '../../core/abort.ts';
import { ImageTo3DError } from '../../core/errors.ts';
import { once } from '../../core/once.ts';
import type { FitEngine, FitOptions, FitProgress, FitSession } from '../contract.ts';
import type { FitCallKind, FitCalls, FitPort, FitReply, StartFitWorker } from './protocol.ts';

interface PendingCall {
  readonly onProgress: FitProgress | undefined;
  settle(outcome: ImageTo3DError | { readonly answer: FitCalls[FitCallKind]['answer'] }): void;
}

interface CallOptions extends Pick<FitOptions, 'signal' | 'onProgress'> {
  readonly transfer?: readonly ArrayBuffer[];
}

const stopped = (cause?: unknown) => new ImageTo3DError('aborted', 'Stopped.', { cause });

/** Calls into one worker: each answered once, refused at once when its signal fires. */
function createCaller(start: StartFitWorker) {
  const pending = new Map<number, PendingCall>();
  let ended: ImageTo3DError | undefined;
  let lastId = 0;

  const end = (error: ImageTo3DError) => {
    if (ended) return;
    ended = error;
    port.terminate();
    const lost = [...pending.values()];
    pending.clear();
    for (const call of lost) call.settle(error);
  };
  const onReply = (reply: FitReply) => {
    const call = pending.get(reply.id);
    if (!call) return;
    if (reply.kind === 'progress') call.onProgress?.(reply.stage, reply.fraction);
    else if (reply.kind === 'done') call.settle(reply);
    else call.settle(new ImageTo3DError(reply.code, reply.message, { fields: reply.fields }));
  };
  const port: FitPort = start({
    onReply,
    onCrash: (message, code = 'internal') => end(new ImageTo3DError(code, message)),
  });

  const call = <K extends FitCallKind>(
    kind: K,
    request: FitCalls[K]['request'],
    { signal, onProgress, transfer = [] }: CallOptions = {},
  ): Promise<FitCalls[K]['answer']> =>
    new Promise((resolve, reject) => {
      if (ended) throw ended;
      if (signal?.aborted) throw stopped(signal.reason);
      lastId += 1;
      const id = lastId;
      const onAbort = () => {
        port.post({ kind: 'abort', id }, []);
        settle(stopped(signal?.reason));
      };
      const settle: PendingCall['settle'] = (outcome) => {
        pending.delete(id);
        signal?.removeEventListener('abort', onAbort);
        if (outcome instanceof ImageTo3DError) reject(outcome);
        else resolve(outcome.answer as FitCalls[K]['answer']);
      };
      pending.set(id, { onProgress, settle });
      signal?.addEventListener('abort', onAbort, { once: true });
      port.post({ kind, id, request } as Parameters<FitPort['post']>[0], transfer);
    });

  return {
    call,
    end,
    get isEnded() {
      return ended !== undefined;
    },
  };
}

type Caller = ReturnType<typeof createCaller>;

/** Runs one call of a kind at a time: a newer one stops the older. */
function latestWins() {
  let current: AbortController | undefined;
  return <T>(wish: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    current?.abort();
    current = new AbortController();
    return withSignals([current.signal, ...(wish ? [wish] : [])], work);
  };
}

async function openSession(
  { call, end }: Caller,
  master: Uint8Array,
  signal: AbortSignal | undefined,
  onClose: () => void,
): Promise<FitSession> {
  // A Node Buffer's own `slice` would share its memory.
  const copy = new Uint8Array(master);
  try {
    const facts = await call(
      'open',
      { master: copy },
      { transfer: [copy.buffer], ...(signal ? { signal } : {}) },
    );
    const [onePreview, oneFit] = [latestWins(), latestWins()];
    return {
      facts,
      preview: (triangles, options = {}) =>
        onePreview(options.signal, (latest) => call('preview', { triangles }, { signal: latest })),
      fit: (plan, { signal: wish, onProgress, extras } = {}) =>
        oneFit(wish, (latest) =>
          call(
            'fit',
            { plan, ...(extras ? { extras } : {}) },
            { signal: latest, ...(onProgress ? { onProgress } : {}) },
          ),
        ),
      lint: once(() => call('lint', {})),
      close() {
        end(new ImageTo3DError('aborted', 'The fit of this master was closed.'));
        onClose();
      },
    };
  } catch (thrown) {
    end(stopped(thrown));
    onClose();
    throw thrown;
  }
}

/** A {@link FitEngine} that gives every master a worker of its own. */
export function createWorkerFitEngine(start: StartFitWorker): FitEngine {
  /** Those that have a master, or are being given one. */
  const callers = new Set<Caller>();
  let isDisposed = false;
  let spare: { readonly caller: Caller; readonly warm: () => Promise<void> } | undefined;
  const take = (): Caller => {
    const caller = spare?.caller;
    spare = undefined;
    return caller && !caller.isEnded ? caller : createCaller(start);
  };
  return {
    warmUp() {
      if (isDisposed) return Promise.reject(new ImageTo3DError('aborted', 'The fit engine was disposed of.'));
      if (!spare || spare.caller.isEnded) {
        const caller = createCaller(start);
        spare = { caller, warm: once(() => caller.call('warm-up', {}).then(() => undefined)) };
      }
      return spare.warm();
    },
    async open(master, { signal } = {}) {
      if (isDisposed) throw new ImageTo3DError('aborted', 'The fit engine was disposed of.');
      const caller = take();
      callers.add(caller);
      return openSession(caller, master, signal, () => callers.delete(caller));
    },
    dispose() {
      isDisposed = true;
      spare?.caller.end(stopped());
      for (const { end } of callers) end(new ImageTo3DError('aborted', 'The fit engine was disposed of.'));
      callers.clear();
    },
  };
}
