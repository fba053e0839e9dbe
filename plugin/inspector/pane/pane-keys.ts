import { type KeyboardEvent, useMemo } from 'react';
import type { PaneController } from './pane-controller.ts';

// `instanceof` fails for a pane in a window of its own: its elements come from another realm.
function isTyping(target: EventTarget): boolean {
  const element = target as Partial<Element>;
  return element.matches?.('input:not([type="range"]), textarea, [contenteditable]') ?? false;
}

/** The pane's keys: Ctrl+Enter runs; Ctrl+Z and Ctrl+Shift+Z undo and redo outside of text fields. */
export function usePaneKeys(controller: PaneController) {
  return useMemo(
    () => ({
      // In the capture phase: the Inspector's fields stop keys from bubbling.
      onKeyDownCapture(event: KeyboardEvent) {
        if (!event.ctrlKey && !event.metaKey) return;
        if (event.key === 'Enter' && !event.repeat) {
          event.preventDefault();
          // After the field has handled Enter and committed its value.
          setTimeout(() => controller.runs.run(), 0);
        } else if (event.key.toLowerCase() === 'z' && !isTyping(event.target)) {
          event.preventDefault();
          if (event.shiftKey) controller.runs.redo();
          else controller.runs.undo();
        }
      },
    }),
    [controller],
  );
}
