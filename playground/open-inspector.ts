// The Inspector's rows about occlusion ask every mesh for its query.
import '@babylonjs/core/Engines/AbstractEngine/abstractEngine.query.js';
import type { Scene } from '@babylonjs/core/scene.js';
import type { Generator } from '../plugin/index.ts';
import { SAMPLES } from './samples.ts';

const PANE = 'Generate from image';
/** Below this width the properties would leave no room for the scene. */
const NARROW_PX = 1000;
const SAMPLE_PX = 1024;
const THUMBNAIL_PX = 96;
/** More than a slow machine needs to build the panes; then the hint is hidden in any case. */
const PATIENCE_MS = 30_000;

interface OpenOptions {
  readonly scene: Scene;
  readonly generator: Generator;
  /** The Inspector's theme, now and after every change. */
  readonly onTheme: (isDark: boolean) => void;
}

/** Fetches the Inspector and our pane, and settles when the pane is on screen. Rejects when either cannot be loaded. */
export async function openInspector({ scene, generator, onTheme }: OpenOptions): Promise<void> {
  const [{ ShellServiceIdentity, ShowInspector, ThemeServiceIdentity }, { createImageTo3DServices }] =
    await Promise.all([import('@babylonjs/inspector'), import('../plugin/inspector/index.ts')]);
  const samples = SAMPLES.map(({ label, draw }) => ({
    name: label,
    load: () => draw(SAMPLE_PX),
    thumbnail: () => draw(THUMBNAIL_PX),
  }));
  let shell: Shell | undefined;
  ShowInspector(scene, {
    layoutMode: 'inline',
    // The stage adapts to the size of its canvas by itself.
    autoResizeEngine: false,
    disableTeachingMoments: true,
    serviceDefinitions: [
      ...createImageTo3DServices({ generator, samples, resumed: generator.resumeAsync() }),
      {
        friendlyName: 'Playground',
        consumes: [ShellServiceIdentity, ThemeServiceIdentity],
        factory(shellService: Shell, theme: Theme) {
          shell = shellService;
          const observer = theme.onChanged.add(() => onTheme(theme.isDark));
          onTheme(theme.isDark);
          return { dispose: () => observer.remove() };
        },
      },
    ],
  });
  await waitForPane();
  shell?.sidePanes.find(({ key }) => key.toLowerCase() === PANE.toLowerCase())?.select();
  // Not an option of the Inspector: selecting the scene, which it does at the start, would open the properties again.
  if (window.innerWidth < NARROW_PX) shell?.rightSidePaneContainer?.collapse();
}

/** Settles one frame after our pane was added to the page, or after a time limit. */
function waitForPane(): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  return new Promise((resolve) => {
    const look = () => {
      const isThere = document.querySelector(`:is(section, [role="region"])[aria-label="${PANE}"]`) !== null;
      if (isThere || performance.now() > deadline) requestAnimationFrame(() => resolve());
      else requestAnimationFrame(look);
    };
    look();
  });
}

/** The part of the Inspector's services that is used here. */
interface Shell {
  readonly sidePanes: readonly { readonly key: string; select(): void }[];
  readonly rightSidePaneContainer: { collapse(): void } | null;
}

interface Theme {
  readonly isDark: boolean;
  readonly onChanged: { add(listener: () => void): { remove(): void } };
}
