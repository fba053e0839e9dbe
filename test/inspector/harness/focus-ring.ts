import type { Locator } from 'playwright';

/** Runs in the page: the element with the focus, and how it and what it lies in are outlined, with and without it. */
function compareOutlines(root: Element): { name: string; hasRing: boolean } | undefined {
  const focused = root.ownerDocument.activeElement;
  if (!(focused instanceof HTMLElement) || !root.contains(focused)) return undefined;
  const isSolid = (color: string) => color !== 'transparent' && !/^rgba\(.*, 0\)$/.test(color);
  const ring = (element: Element, pseudo: string | null): string => {
    const style = getComputedStyle(element, pseudo);
    if (pseudo && style.content === 'none') return '';
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderTopWidth, borderTopColor } = style;
    if (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 && isSolid(outlineColor))
      return `outline ${outlineWidth}`;
    if (pseudo && Number.parseFloat(borderTopWidth) >= 2 && isSolid(borderTopColor))
      return `border ${borderTopWidth}`;
    return pseudo ? '' : (boxShadow.match(/0px 0px 0px [12]px/g) ?? []).join();
  };
  const lies = [focused, focused.parentElement, focused.parentElement?.parentElement];
  const rings = () =>
    lies.flatMap((element) => (element ? [null, '::after'].map((part) => ring(element, part)) : [])).join();
  const withFocus = rings();
  focused.blur();
  const without = rings();
  focused.focus();
  const name = `${focused.tagName} ${focused.getAttribute('aria-label') ?? (focused.title || focused.textContent)}`;
  return { name, hasRing: withFocus !== without && /[1-9]px/.test(withFocus) };
}

/** Tabs through an element from its start: how many controls have the focus, and which of them show it by no ring. */
export async function controlsWithoutRing(root: Locator): Promise<{ count: number; faults: string[] }> {
  await root.focus();
  const faults: string[] = [];
  for (let count = 0; count < 200; count++) {
    await root.page().keyboard.press('Tab');
    const seen = await root.evaluate(compareOutlines);
    if (!seen) return { count, faults };
    if (!seen.hasRing) faults.push(seen.name);
  }
  throw new Error('The focus does not leave the element.');
}

/** Controls of an element that are less than 24 × 24 px. */
export function smallTargets(root: Locator): Promise<string[]> {
  return root.evaluate((element) => {
    const controls = element.querySelectorAll(
      'button, input:not([type=file]), a, [tabindex="0"]:not([data-tabster-dummy])',
    );
    return [...controls].flatMap((control) => {
      // A text field can be hit wherever its frame is.
      const target = control.closest('.fui-Input, .fui-SpinButton') ?? control;
      const { width, height } = target.getBoundingClientRect();
      const isSeen = width > 0 && !control.matches('.fui-SearchBox__dismiss *');
      const name = control.getAttribute('aria-label') ?? (control as HTMLElement).title;
      return isSeen && (width < 24 || height < 24)
        ? [`${control.className.split(' ')[0]} ${name}: ${width} × ${height}`]
        : [];
    });
  });
}
