/** Calls `apply` now and whenever the system turns light or dark. Returns the way to stop. */
export function followSystemTheme(apply: (isDark: boolean) => void): () => void {
  const query = window.matchMedia('(prefers-color-scheme: dark)');
  const listener = () => apply(query.matches);
  query.addEventListener('change', listener);
  listener();
  return () => query.removeEventListener('change', listener);
}

/** Tells style sheets which theme is on. */
export function markTheme(isDark: boolean): void {
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
}
