import { type PointerEvent as ReactPointerEvent, useEffect, useRef } from 'react';

/**
 * A handler of `pointerdown` that tells when the hand lets go again, wherever it does. Where the browser tells nobody (a
 * release outside of the window), the next move without a button does.
 */
export function useHold(
  onHold: (() => void) | undefined,
  onRelease: (() => void) | undefined,
): (event: ReactPointerEvent) => void {
  const release = useRef(onRelease);
  release.current = onRelease;
  const forget = useRef<() => void>(undefined);
  useEffect(() => () => forget.current?.(), []);

  return ({ currentTarget }) => {
    forget.current?.();
    const page = currentTarget.ownerDocument.defaultView ?? window;
    const listening = new AbortController();
    const end = () => {
      forget.current?.();
      release.current?.();
    };
    forget.current = () => {
      listening.abort();
      forget.current = undefined;
    };
    const { signal } = listening;
    for (const type of ['pointerup', 'pointercancel', 'blur']) page.addEventListener(type, end, { signal });
    const endWithoutButton = ({ buttons }: PointerEvent) => {
      if (buttons === 0) end();
    };
    page.addEventListener('pointermove', endWithoutButton, { signal });
    onHold?.();
  };
}
