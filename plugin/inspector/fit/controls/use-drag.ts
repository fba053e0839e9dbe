import { type PointerEvent as ReactPointerEvent, useEffect, useRef } from 'react';

/**
 * A handler of `pointerdown` that also reports the end of the drag, wherever the pointer is. If the browser sends no
 * `pointerup` (a release outside of the window), the next move without a pressed button ends it.
 */
export function useDrag(
  onDragStart: (() => void) | undefined,
  onDragEnd: (() => void) | undefined,
): (event: ReactPointerEvent) => void {
  const dragEnd = useRef(onDragEnd);
  dragEnd.current = onDragEnd;
  const stopListening = useRef<() => void>(undefined);
  useEffect(() => () => stopListening.current?.(), []);

  return ({ currentTarget }) => {
    stopListening.current?.();
    const page = currentTarget.ownerDocument.defaultView ?? window;
    const listening = new AbortController();
    const end = () => {
      stopListening.current?.();
      dragEnd.current?.();
    };
    stopListening.current = () => {
      listening.abort();
      stopListening.current = undefined;
    };
    const { signal } = listening;
    for (const type of ['pointerup', 'pointercancel', 'blur']) page.addEventListener(type, end, { signal });
    const endWithoutButton = ({ buttons }: PointerEvent) => {
      if (buttons === 0) end();
    };
    page.addEventListener('pointermove', endWithoutButton, { signal });
    onDragStart?.();
  };
}
