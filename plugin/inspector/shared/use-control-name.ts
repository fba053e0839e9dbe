import { type RefObject, useLayoutEffect, useRef } from 'react';

// A `label` around its control already names it; Fluent's own buttons have their own names.
const CONTROLS = 'input, select, textarea, [role="combobox"], [role="slider"], [role="spinbutton"]';

/**
 * Names the controls in an element for assistive technology: put the ref on it. The shared components drop ARIA
 * attributes, so the name is set on their DOM elements.
 */
export function useControlName(name: string): RefObject<HTMLDivElement | null> {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    for (const control of element.current?.querySelectorAll(CONTROLS) ?? [])
      control.setAttribute('aria-label', name);
  });
  return element;
}
