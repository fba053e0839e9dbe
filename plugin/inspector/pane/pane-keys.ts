import { type KeyboardEvent, useMemo } from 'react';
import { endComparison } from '../viewport/compared-asset.ts';
import type { PaneController } from './pane-controller.ts';

// `instanceof` fails for a pane in a window of its own: its elements come from another realm.
function isTyping(target: EventTarget): boolean {
  const element = target as Partial<Element>;
  return element.matches?.('input:not([type="range"]), textarea, [contenteditable]') ?? false;
}

/** Whether this control has opened a menu or a list, which Escape closes. */
function isOpen(target: EventTarget): boolean {
  return (target as Partial<Element>).matches?.('[aria-haspopup][aria-expanded="true"]') ?? false;
}

/** Presses the button of the Generate tab. Does nothing while it is not in view, and with it what a run costs. */
export function pressRun({ getSnapshot, batches, runs }: PaneController): void {
  if (getSnapshot().settings.tab === 'generate' && !batches.getSnapshot().asked) runs.run();
}

/**
 * The pane's keys: Ctrl+Enter runs; Ctrl+Z and Ctrl+Shift+Z undo and redo outside of text fields; Escape ends a comparison
 * unless it closes something.
 */
export function usePaneKeys(controller: PaneController) {
  return useMemo(
    () => ({
      // In the capture phase: the Inspector's fields stop keys from bubbling.
      onKeyDownCapture(event: KeyboardEvent) {
        if (!event.ctrlKey && !event.metaKey) return;
        if (event.key === 'Enter' && !event.repeat) {
          event.preventDefault();
          // After the field has handled Enter and committed its value.
          setTimeout(() => pressRun(controller), 0);
        } else if (event.key.toLowerCase() === 'z' && !isTyping(event.target)) {
          event.preventDefault();
          if (event.shiftKey) controller.runs.redo();
          else controller.runs.undo();
        }
      },
      onKeyDown(event: KeyboardEvent) {
        const isUsed = event.isDefaultPrevented() || isTyping(event.target) || isOpen(event.target);
        if (event.key === 'Escape' && !isUsed && endComparison(controller)) event.preventDefault();
      },
    }),
    [controller],
  );
}
