import { notify } from '../core/subscribable.ts';

export interface Changes {
  notify(): void;
  listen(listener: () => void): () => void;
  close(): void;
}

/** Notifies the listeners of this page and, when named, those of other tabs. */
export function createChanges(name?: string): Changes {
  const listeners = new Set<() => void>();
  const channel =
    name !== undefined && globalThis.BroadcastChannel ? new BroadcastChannel(`${name}/masters`) : undefined;
  const notifyPage = () => {
    for (const listener of [...listeners]) notify(listener);
  };
  if (channel) channel.onmessage = notifyPage;
  let isOpen = true;
  return {
    notify() {
      if (!isOpen) return;
      notifyPage();
      channel?.postMessage('changed');
    },
    listen(listener) {
      const own = () => listener();
      listeners.add(own);
      return () => listeners.delete(own);
    },
    close() {
      isOpen = false;
      listeners.clear();
      channel?.close();
    },
  };
}
