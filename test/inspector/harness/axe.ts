import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright';

/** All rules in the light theme; in the dark one those of colour alone, since the elements are the same. */
export function axe(page: Page, theme: 'light' | 'dark'): AxeBuilder {
  const builder = new AxeBuilder({ page });
  return theme === 'light' ? builder : builder.withRules(['color-contrast', 'link-in-text-block']);
}
