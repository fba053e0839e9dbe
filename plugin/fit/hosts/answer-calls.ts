import { asImageTo3DError, ImageTo3DError } from '../../core/errors.ts';
import type { FitResult } from '../contract.ts';
import type { FitHost, OpenMaster } from '../host.ts';
import { openMaster } from '../open-master.ts';
import { warmUpFit } from '../warm-up.ts';
import type { FitCallKind, FitCalls, FitMessage, FitReply } from './protocol.ts';

type Transfer = readonly (ArrayBuffer | ImageBitmap)[];

/** Meshes stay with the worker, which may answer from them again; the file and its images are the caller's. */
function handedOver(answer: FitCalls[FitCallKind]['answer']): Transfer {
  const { glb, shown } = (answer ?? {}) as Partial<FitResult>;
  return glb ? [glb.buffer, ...Object.values(shown?.maps ?? {})] : [];
}

/** The worker's side of the protocol: one master, and the calls that concern it. */
export function answerCalls(
  loadHost: () => Promise<FitHost>,
  post: (reply: FitReply, transfer: Transfer) => void,
): (message: FitMessage) => void {
  const running = new Map<number, AbortController>();
  let opened: Promise<OpenMaster> | undefined;

  const answer = async (
    message: Exclude<FitMessage, { kind: 'abort' }>,
    signal: AbortSignal,
  ): Promise<FitCalls[FitCallKind]['answer']> => {
    const { id, kind } = message;
    if (kind === 'warm-up') {
      await warmUpFit(await loadHost());
      return null;
    }
    if (kind === 'open') {
      opened = loadHost().then((host) => openMaster(message.request.master, host));
      return (await opened).facts;
    }
    if (!opened) throw new ImageTo3DError('internal', 'No master has been opened.');
    const master = await opened;
    switch (kind) {
      case 'preview':
        return master.preview(message.request.triangles, signal);
      case 'lint':
        return master.lint(signal);
      case 'fit': {
        const { plan, extras } = message.request;
        return master.fit(plan, {
          signal,
          onProgress: (stage, fraction) => post({ kind: 'progress', id, stage, fraction }, []),
          ...(extras ? { extras } : {}),
        });
      }
    }
  };

  return (message) => {
    const { id } = message;
    if (message.kind === 'abort') {
      running.get(id)?.abort();
      return;
    }
    const abort = new AbortController();
    running.set(id, abort);
    answer(message, abort.signal)
      .then(
        (result) => post({ kind: 'done', id, answer: result }, handedOver(result)),
        (thrown: unknown) => {
          const { code, message: text, fields } = asImageTo3DError(thrown);
          post({ kind: 'failed', id, code, message: text, fields }, []);
        },
      )
      .finally(() => running.delete(id));
  };
}
