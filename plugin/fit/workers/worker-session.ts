import { ImageTo3DError, stopped } from '../../core/errors.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import { once } from '../../core/once.ts';
import { callWorker, type WorkerCaller } from '../../worker/call-worker.ts';
import type { StartWorker } from '../../worker/protocol.ts';
import { copyInSlices, createPacer } from '../bake/pacer.ts';
import type { FitEngine, FitEngineOptions, FitSession } from '../contract.ts';
import type { FitFunctions } from './fit-functions.ts';

const COPY_SLICE_MS = 8;

type Caller = WorkerCaller<FitFunctions>;

async function openSession(
  { call, end }: Caller,
  master: Uint8Array,
  { signal, maxWorkers }: { signal: AbortSignal | undefined; maxWorkers: number | undefined },
  onClose: () => void,
): Promise<FitSession> {
  try {
    // A large master at once would hold up the page.
    const pacer = createPacer(signal, COPY_SLICE_MS);
    const copy = await copyInSlices<Uint8Array>(master, new Uint8Array(master.length), pacer);
    const facts = await call(
      'open',
      { master: copy, ...omitUndefined({ maxWorkers }) },
      { transfer: [copy.buffer], signal },
    );
    return {
      facts,
      previewAsync: (triangles, { signal, repairs } = {}) =>
        call('preview', { triangles, ...omitUndefined({ repairs }) }, { signal }),
      fitAsync: (plan, { signal, onProgress, extras } = {}) =>
        call('fit', { plan, ...omitUndefined({ extras }) }, { signal, onProgress }),
      lintAsync: once(() => call('lint', undefined)),
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

/** A {@link FitEngine} with one worker for each master, which starts further ones for its bakes. */
export function createWorkerFitEngine(start: StartWorker, { maxWorkers }: FitEngineOptions = {}): FitEngine {
  if (maxWorkers !== undefined && !(Number.isInteger(maxWorkers) && maxWorkers >= 1))
    throw new ImageTo3DError('validation', `maxWorkers must be a positive integer, not ${maxWorkers}.`);
  /** Workers that have a master or are opening one. */
  const callers = new Set<Caller>();
  let isDisposed = false;
  let spare: { readonly caller: Caller; readonly warm: () => Promise<void> } | undefined;
  const take = (): Caller => {
    const caller = spare?.caller;
    spare = undefined;
    return caller && !caller.isEnded ? caller : callWorker<FitFunctions>(start);
  };
  return {
    warmUpAsync() {
      if (isDisposed) return Promise.reject(new ImageTo3DError('aborted', 'The fit engine was disposed of.'));
      if (!spare || spare.caller.isEnded) {
        const caller = callWorker<FitFunctions>(start);
        spare = { caller, warm: once(() => caller.call('warmUp', undefined)) };
      }
      return spare.warm();
    },
    async openAsync(master, { signal } = {}) {
      if (isDisposed) throw new ImageTo3DError('aborted', 'The fit engine was disposed of.');
      const caller = take();
      callers.add(caller);
      return openSession(caller, master, { signal, maxWorkers }, () => callers.delete(caller));
    },
    dispose() {
      isDisposed = true;
      spare?.caller.end(stopped());
      for (const { end } of callers) end(new ImageTo3DError('aborted', 'The fit engine was disposed of.'));
      callers.clear();
    },
  };
}
