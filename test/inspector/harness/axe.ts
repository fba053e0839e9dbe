import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright';

/** All rules in the light theme; in the dark one those of colour alone, since the elements are the same. */
export function axe(page: Page, theme: 'light' | 'dark'): AxeBuilder {
  // Fluent's own helpers for the focus: hidden from assistive technology, and reached by Tab all the same.
  const builder = new AxeBuilder({ page }).exclude('[data-tabster-dummy]');
  return theme === 'light' ? builder : builder.withRules(['color-contrast', 'link-in-text-block']);
}
