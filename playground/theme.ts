/** Calls `apply` now and whenever the system turns light or dark. Returns a function that stops it. */
export function followSystemTheme(apply: (isDark: boolean) => void): () => void {
  const query = window.matchMedia('(prefers-color-scheme: dark)');
  const listener = () => apply(query.matches);
  query.addEventListener('change', listener);
  listener();
  return () => query.removeEventListener('change', listener);
}

/** Sets the theme for the style sheets. */
export function markTheme(isDark: boolean): void {
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
}
