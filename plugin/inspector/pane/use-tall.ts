import { createContext, type RefObject, useContext, useLayoutEffect, useRef, useState } from 'react';

/** From this height on, folds that say so are open at first. */
const TALL_PX = 640;

const IsTall = createContext(false);
export const TallProvider = IsTall.Provider;

/** Whether the pane has the height to show what is usually folded. */
export const useIsTall = (): boolean => useContext(IsTall);

/** Measures the element with the ref, for the {@link TallProvider}. */
export function useMeasuredTall(): readonly [RefObject<HTMLElement | null>, boolean] {
  const element = useRef<HTMLElement>(null);
  const [isTall, setIsTall] = useState(false);
  useLayoutEffect(() => {
    const measured = element.current;
    // The pane's own window: a hidden main window delivers nothing to an undocked pane.
    const page = measured?.ownerDocument.defaultView;
    if (!measured || !page) return undefined;
    const observer = new page.ResizeObserver(() => setIsTall(measured.clientHeight >= TALL_PX));
    observer.observe(measured);
    return () => observer.disconnect();
  }, []);
  return [element, isTall];
}
