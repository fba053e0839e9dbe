import { untilAborted } from '../../core/abort.ts';
import { ImageTo3DError } from '../../core/errors.ts';
import type { FitEngine, FitSession } from '../../fit/contract.ts';
import type { AssetVersion } from '../contract.ts';

/** The asset's one lasting fit session: that of the shown version. */
export interface SessionSlot {
  /** Opens a version's master, or returns the open session; a session of another version is closed. */
  open(version: AssetVersion): Promise<FitSession>;
  /** Runs `work` with a version's master: with the open session, else with one for this work alone. */
  with<T>(version: AssetVersion, signal: AbortSignal, work: (session: FitSession) => Promise<T>): Promise<T>;
  /** Whether this version's master is open, or being opened. */
  isOpen(versionId: string): boolean;
  close(): void;
}

export function createSessionSlot(fitEngine: () => Promise<FitEngine>): SessionSlot {
  let held:
    | { readonly versionId: string; readonly opened: Promise<FitSession>; stop: AbortController }
    | undefined;

  const close = () => {
    const { opened, stop } = held ?? {};
    held = undefined;
    stop?.abort();
    void opened?.then(
      (session) => session.close(),
      () => {},
    );
  };

  return {
    open(version) {
      if (held?.versionId === version.id) return held.opened;
      close();
      const stop = new AbortController();
      const opened = (async () => {
        const engine = await fitEngine();
        if (stop.signal.aborted)
          throw new ImageTo3DError('aborted', 'The fit was closed before it was open.');
        return engine.openAsync(version.master, { signal: stop.signal });
      })();
      const mine = { versionId: version.id, opened, stop };
      held = mine;
      // A session that could not be opened is tried again by the next call.
      opened.catch(() => {
        if (held === mine) held = undefined;
      });
      return opened;
    },
    async with(version, signal, work) {
      if (held?.versionId === version.id) return work(await untilAborted(held.opened, signal));
      const engine = await fitEngine();
      const session = await engine.openAsync(version.master, { signal });
      try {
        return await work(session);
      } finally {
        session.close();
      }
    },
    isOpen: (versionId) => held?.versionId === versionId,
    close,
  };
}
