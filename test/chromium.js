import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const CANDIDATES = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The path of a Chrome or Chromium on this machine, or undefined. */
export function findChromium() {
  return CANDIDATES.find((path) => path && existsSync(path));
}

// Chromium knows one list only: these are Playwright's own, whose list ours replaces.
const PLAYWRIGHT_DISABLES =
  'AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,' +
  'LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,' +
  'OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch';
/** The address bar's popup: two pages more, unseen, in every context. */
const OMNIBOX = 'WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup';

/** How to start it: WebGL without a GPU, and no request of the browser's own. For Playwright's `launch`. */
export function chromiumOptions() {
  const executablePath = findChromium();
  return {
    ...(executablePath ? { executablePath } : {}),
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      // Only WebGL needs the software GPU; a page itself is drawn for less without it.
      '--disable-gpu-compositing',
      '--disable-accelerated-2d-canvas',
      `--disable-features=${PLAYWRIGHT_DISABLES},${OMNIBOX}`,
    ],
  };
}

/** The path as {@link findChromium} tells it, with Debian's package installed first where there is none and we may. */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    execFileSync('apt-get', ['update', '-q'], { stdio: 'inherit', env });
    execFileSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], {
      stdio: 'inherit',
      env,
    });
    const installed = findChromium();
    if (installed) return installed;
  }
  throw new Error(
    'The tests need Chrome or Chromium: install one (Debian: apt-get install chromium), or set CHROMIUM_PATH.',
  );
}
