import type { Scene } from '@babylonjs/core/scene.js';
import type { Generator } from '../plugin/index.ts';
import { createHint } from './hint.ts';
import { createProps } from './stage/props.ts';
import { createStage } from './stage/stage.ts';
import { startGenerator } from './start-generator.ts';
import { followSystemTheme, markTheme } from './theme.ts';

/** What the page exposes to the browser's console. */
export interface PlaygroundGlobals {
  scene: Scene;
  /** Set when the Inspector begins to open. */
  generator: Generator;
}

const globals = globalThis as unknown as Partial<PlaygroundGlobals>;
const hint = createHint(document.querySelector<HTMLElement>('#hint')!);
const { scene, setDark } = createStage(document.querySelector<HTMLCanvasElement>('#canvas')!);
createProps(scene);
globals.scene = scene;

const setTheme = (isDark: boolean) => {
  markTheme(isDark);
  setDark(isDark);
};
const stopFollowing = followSystemTheme(setTheme);

/** Shows the scene first, then loads the generator and the Inspector, which is the largest part. */
async function start(): Promise<void> {
  hint.show('Opening the Inspector…');
  try {
    globals.generator ??= await startGenerator(scene);
    const { openInspector } = await import('./open-inspector.ts');
    // From now on the Inspector's own theme setting decides, which by default follows the system.
    await openInspector({
      scene,
      generator: globals.generator,
      onTheme(isDark) {
        stopFollowing();
        setTheme(isDark);
      },
    });
    hint.hide();
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    hint.fail(`The Inspector could not be loaded (${reason}). The scene works without it.`, start);
  }
}

// Two frames: when the second begins, the first has been shown.
scene.executeWhenReady(() => requestAnimationFrame(() => requestAnimationFrame(() => void start())));
