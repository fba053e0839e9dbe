/** The path of a Chrome or Chromium on this machine, or undefined. */
export function findChromium(): string | undefined;
/** The same, with Debian's package installed first where there is none and we may. */
export function ensureChromium(): string;
