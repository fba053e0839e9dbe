import type { GeneratedAsset } from '../asset/contract.ts';
import type { OwnedAsset } from '../asset/create-asset.ts';
import type { UndoHistory } from '../asset/undo-history.ts';
import { ImageTo3DError } from '../core/errors.ts';
import { notify } from '../core/subscribable.ts';
import { isLive } from '../generation/run-snapshot.ts';

interface RemovalOptions {
  readonly history: UndoHistory;
  /** Every asset that is not disposed of, removed ones included. */
  readonly owned: ReadonlyMap<GeneratedAsset, OwnedAsset>;
  /** Call it after assets were taken out or put back. */
  readonly publish: () => void;
}

/** Takes assets out of the scene as one step that can be undone. They are freed when that is no longer possible. */
export function createRemoval({ history, owned, publish }: RemovalOptions) {
  const refuse = (assets: Iterable<GeneratedAsset>) => {
    for (const asset of assets) {
      const { name, isRemoved, run } = asset.getSnapshot();
      if (!owned.has(asset) || isRemoved)
        throw new ImageTo3DError(
          'validation',
          `"${name}" is not in this generator's list: nothing was removed.`,
        );
      if (isLive(run))
        throw new ImageTo3DError('validation', `"${name}" is being generated: cancel it first.`);
    }
  };

  /** With the assets below their nodes, which would be disposed of with them. */
  const withThoseBelow = (given: readonly GeneratedAsset[]) =>
    [...owned.keys()].filter(
      (asset) =>
        !asset.getSnapshot().isRemoved &&
        given.some(({ root }) => asset.root === root || asset.root.isDescendantOf(root)),
    );

  return (given: readonly GeneratedAsset[]): Promise<void> =>
    history.perform(async () => {
      refuse(given);
      let assets: readonly GeneratedAsset[] = [];
      const owners = new Set<string>();
      const present = () => assets.flatMap((asset) => owned.get(asset) ?? []);
      // Only the removal that is in force frees its assets: after an undo they are in use, or removed by another step.
      let isDone = false;
      const take = async () => {
        // For each redo anew: the app may have put others below.
        assets = withThoseBelow(given);
        for (const { id } of assets) owners.add(id);
        refuse(present().map(({ asset }) => asset));
        isDone = true;
        await Promise.all(present().map(({ leave }) => leave()));
        // All in this task: no frame shows a part of them, whatever an observer of the app throws.
        for (const { takeOut } of present()) notify(takeOut);
        publish();
      };
      await take();
      if (present().length === 0) return undefined;
      return {
        owners,
        redo: take,
        undo() {
          for (const { putBack } of present()) putBack();
          isDone = false;
          publish();
        },
        drop() {
          if (isDone) for (const { asset } of present()) asset.dispose();
        },
      };
    });
}
