import type { Scene } from '@babylonjs/core/scene.js';
import type { Generator } from '../plugin/index.ts';
import { SAMPLES } from './samples.ts';

/** Below this width the properties would leave no room for the scene. */
const NARROW_PX = 1000;
const SAMPLE_PX = 1024;
/** More than an unhurried machine needs to build the panes; then the hint goes in any case. */
const PATIENCE_MS = 20_000;

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
  const samples = SAMPLES.map(({ label, draw }) => ({ name: label, load: () => draw(SAMPLE_PX) }));
  await new Promise<void>((resolve) => {
    setTimeout(resolve, PATIENCE_MS);
    ShowInspector(scene, {
      layoutMode: 'inline',
      // The stage follows its canvas's size by itself.
      autoResizeEngine: false,
      rightPaneDefaultCollapsed: window.innerWidth < NARROW_PX,
      disableTeachingMoments: true,
      serviceDefinitions: [
        ...createImageTo3DServices({ generator, samples }),
        {
          friendlyName: 'Playground',
          consumes: [ShellServiceIdentity, ThemeServiceIdentity],
          factory(shell: Shell, theme: Theme) {
            const observer = theme.onChanged.add(() => onTheme(theme.isDark));
            onTheme(theme.isDark);
            requestAnimationFrame(() => {
              shell.sidePanes.find((pane) => /generate/i.test(pane.key))?.select();
              resolve();
            });
            return { dispose: () => observer.remove() };
          },
        },
      ],
    });
  });
}

interface Shell {
  readonly sidePanes: readonly { readonly key: string; select(): void }[];
}

interface Theme {
  readonly isDark: boolean;
  readonly onChanged: { add(listener: () => void): { remove(): void } };
}
