import type { IShellService } from '@babylonjs/inspector';
import { PANE_KEY } from '../extension/identity.ts';
import type { PaneContext, Unregister } from '../extension/pane-context.ts';
import { ComparisonView } from './comparison-view.tsx';
import { DropTarget } from './drop-target.tsx';
import { takeDrop, type ViewportDrop } from './viewport-drop.ts';

/** What belongs to the pane over the canvas: the divider of a comparison and, if allowed, the target of a drop. */
export function registerViewport(
  shell: IShellService,
  { controller, open }: PaneContext,
  isDropAllowed: boolean,
): Unregister {
  const onDrop = (drop: ViewportDrop) => {
    // The pane shows the run, its Cancel button and what goes wrong.
    if (!drop.card) open('generate');
    void takeDrop(controller, drop);
  };
  const registrations = [
    shell.addCentralContent({
      key: `${PANE_KEY} comparison`,
      component: () => <ComparisonView controller={controller} />,
    }),
    ...(isDropAllowed
      ? [
          shell.addCentralContent({
            key: `${PANE_KEY} drop`,
            component: () => <DropTarget controller={controller} onDrop={onDrop} />,
          }),
        ]
      : []),
  ];
  return () => {
    for (const registration of registrations) registration.dispose();
  };
}
