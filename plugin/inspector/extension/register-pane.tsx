import { Button, type IShellService } from '@babylonjs/inspector';
import { ImageSparkleRegular } from '@fluentui/react-icons';
import { GeneratePane } from '../pane/generate-pane.tsx';
import { PANE_KEY, PANE_TITLE } from './identity.ts';
import type { PaneContext, Unregister } from './pane-context.ts';
import { Toasts } from './toasts.tsx';

/** The side pane, the toolbar button that opens it, and the host of the toasts. */
export function registerPane(shell: IShellService, paneContext: PaneContext): Unregister {
  const { controller, notices, reveal, open } = paneContext;
  const registrations = [
    shell.addSidePane({
      key: PANE_KEY,
      title: PANE_TITLE,
      icon: ImageSparkleRegular,
      // Not next to Properties: every selection opens that tab.
      horizontalLocation: 'left',
      verticalLocation: 'bottom',
      teachingMoment: false,
      keepMounted: true,
      content: () => <GeneratePane controller={controller} onPickAsset={reveal} />,
    }),
    shell.addToolbarItem({
      key: PANE_KEY,
      displayName: PANE_TITLE,
      horizontalLocation: 'left',
      verticalLocation: 'top',
      teachingMoment: false,
      component: () => (
        <Button
          title={PANE_TITLE}
          appearance="transparent"
          icon={ImageSparkleRegular}
          onClick={() => open(controller.getSnapshot().settings.tab)}
        />
      ),
    }),
    shell.addCentralContent({
      key: `${PANE_KEY} toasts`,
      component: () => <Toasts notices={notices} />,
    }),
  ];
  return () => {
    for (const registration of registrations) registration.dispose();
  };
}
