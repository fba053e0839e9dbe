/** The path of a Chrome or Chromium on this machine, or undefined. */
export function findChromium(): string | undefined;
/** How to start it: WebGL without a GPU, and no request of the browser's own. For Playwright's `launch`. */
export function chromiumOptions(): { executablePath?: string; args: string[] };
/** The path as {@link findChromium} tells it, with Debian's package installed first where there is none and we may. */
export function ensureChromium(): string;
