import type { ISelectionService } from '@babylonjs/inspector';
import type { GeneratedAsset } from '../../asset/contract.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import { watchAssets } from './asset-watcher.ts';
import { fitFailedNotice, type Notice, noticeOf } from './notice.ts';
import type { Unregister } from './pane-context.ts';
import { assetOfEntity } from './register-explorer.ts';

/**
 * Keeps the pane and the Scene Explorer in step: a selected generated node becomes current in the pane; a placed
 * result is selected; after a swap, which disposes the selected node, the asset is selected again.
 */
export function followSelection(
  selection: ISelectionService,
  controller: PaneController,
  notify: (notice: Notice) => void,
): Unregister {
  const { generator } = controller;
  let lastSelected: GeneratedAsset | undefined;
  const observer = selection.onSelectedEntityChanged.add(() => {
    // The Inspector clears the selection when the selected node is disposed: remember which asset it belonged to.
    if (selection.selectedEntity === null) return;
    lastSelected = assetOfEntity(generator, selection.selectedEntity);
    if (lastSelected) controller.chooseAsset(lastSelected);
  });
  const select = (asset: GeneratedAsset) => {
    if (asset.getSnapshot().isInScene) selection.selectedEntity = asset.root;
  };
  const stop = watchAssets(generator, {
    runEnded(asset, snapshot) {
      const notice = noticeOf(snapshot);
      if (notice) notify(notice);
      // A run that ends in the background must not change the user's selection.
      if (snapshot.run?.phase === 'done' && asset === controller.asset()) select(asset);
    },
    fitFailed(asset, error) {
      // That of the current asset is shown in the pane.
      if (asset !== controller.asset()) notify(fitFailedNotice(asset.getSnapshot().name, error));
    },
    shownChanged(asset) {
      if (asset === lastSelected && selection.selectedEntity === null) select(asset);
    },
  });
  return () => {
    observer.remove();
    stop();
  };
}
