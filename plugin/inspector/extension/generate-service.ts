import {
  type IPropertiesService,
  type ISceneExplorerService,
  type ISelectionService,
  type ISettingsStore,
  type IShellService,
  PropertiesServiceIdentity,
  SceneExplorerServiceIdentity,
  SelectionServiceIdentity,
  SettingsStoreIdentity,
  ShellServiceIdentity,
} from '@babylonjs/inspector';
import type { GeneratedAsset } from '../../asset/contract.ts';
import { createStore } from '../../core/subscribable.ts';
import type { Generator } from '../../generator/contract.ts';
import type { ImageSample } from '../image/image-reader.ts';
import { createPaneController, type PaneController } from '../pane/pane-controller.ts';
import { registerViewport } from '../viewport/register-viewport.tsx';
import { followSelection } from './follow-selection.ts';
import { PANE_KEY } from './identity.ts';
import type { InspectorServiceDefinition } from './inspector-service.ts';
import { type Notice, resumedNotice } from './notice.ts';
import type { PaneContext, Unregister } from './pane-context.ts';
import { registerExplorer } from './register-explorer.ts';
import { registerPane } from './register-pane.tsx';
import { registerProperties } from './register-properties.tsx';

const SETTING = { key: 'GenerateFromImage', defaultValue: null as unknown };

/** All parts of the extension that use the Inspector's services. */
export function generateService(
  generator: Generator,
  samples: readonly ImageSample[],
  resumed: readonly GeneratedAsset[] | Promise<readonly GeneratedAsset[]>,
  allowViewportDrop: boolean,
): InspectorServiceDefinition {
  // Shown once, however often the Inspector is opened.
  let unannounced: typeof resumed | undefined = resumed;
  async function announce(controller: PaneController, notify: (notice: Notice) => void): Promise<void> {
    const pending = unannounced;
    unannounced = undefined;
    const assets = await Promise.resolve(pending ?? []).catch(() => []);
    if (assets.length === 0) return;
    controller.announceResumed(assets);
    const notice = resumedNotice(assets.map((asset) => asset.getSnapshot().name));
    if (notice) notify(notice);
  }

  return {
    friendlyName: 'Generate from image',
    consumes: [
      ShellServiceIdentity,
      SelectionServiceIdentity,
      SettingsStoreIdentity,
      SceneExplorerServiceIdentity,
      PropertiesServiceIdentity,
    ],
    factory(
      shell: IShellService,
      selection: ISelectionService,
      settings: ISettingsStore,
      explorer: ISceneExplorerService,
      properties: IPropertiesService,
    ) {
      const undo: Unregister[] = [];
      const dispose = () => {
        for (const step of undo.splice(0).reverse()) step();
      };
      try {
        const select = (asset: GeneratedAsset) => {
          if (asset.getSnapshot().isInScene) selection.selectedEntity = asset.root;
        };
        const storage = {
          read: () => settings.readSetting(SETTING),
          write: (value: unknown) => settings.writeSetting(SETTING, value),
        };
        const controller = createPaneController({ generator, storage, samples, onPlaced: select });
        undo.push(() => controller.dispose());
        // Load the engine early for the first placeholder; a failure is reported when a run needs it.
        generator.warmUpAsync().catch(() => undefined);
        const notices = createStore<Notice | undefined>(undefined);
        const paneContext: PaneContext = {
          controller,
          notices,
          reveal(asset) {
            controller.chooseAsset(asset);
            select(asset);
          },
          open(tab, asset) {
            if (asset) controller.chooseAsset(asset);
            controller.openTab(tab);
            shell.sidePanes.find(({ key }) => key === PANE_KEY)?.select();
          },
        };
        undo.push(followSelection(selection, controller, notices.set));
        undo.push(registerPane(shell, paneContext));
        undo.push(registerViewport(shell, paneContext, allowViewportDrop));
        undo.push(registerExplorer(explorer, paneContext));
        undo.push(registerProperties(properties, paneContext));
        void announce(controller, notices.set);
      } catch (thrown) {
        // An exception thrown by a factory crashes the whole Inspector.
        dispose();
        reportError(thrown);
      }
      return { dispose };
    },
  };
}
