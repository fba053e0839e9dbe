import type { IShellService } from '@babylonjs/inspector';
import { PANE_KEY } from '../extension/identity.ts';
import type { PaneContext, Unregister } from '../extension/pane-context.ts';
import { ComparisonView } from './comparison-view.tsx';

/** What is shown over the canvas: the divider of a comparison. */
export function registerViewport(shell: IShellService, { controller }: PaneContext): Unregister {
  const registration = shell.addCentralContent({
    key: `${PANE_KEY} comparison`,
    component: () => <ComparisonView controller={controller} />,
  });
  return () => registration.dispose();
}
