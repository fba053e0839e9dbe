export interface Hint {
  show(text: string): void;
  /** A message that stays until it is dismissed, with a retry button. */
  fail(text: string, retry: () => void): void;
  hide(): void;
}

/** The one-line message over the scene. */
export function createHint(element: HTMLElement): Hint {
  const set = (text: string, failed: boolean) => {
    element.replaceChildren(text);
    element.classList.toggle('failed', failed);
    element.hidden = false;
  };
  return {
    show: (text) => set(text, false),
    fail(text, retry) {
      set(text, true);
      const retryButton = document.createElement('button');
      retryButton.textContent = 'Try again';
      retryButton.addEventListener('click', retry, { once: true });
      const dismiss = document.createElement('button');
      dismiss.textContent = 'Dismiss';
      dismiss.addEventListener('click', () => {
        element.hidden = true;
      });
      element.append(retryButton, dismiss);
    },
    hide() {
      element.hidden = true;
    },
  };
}
