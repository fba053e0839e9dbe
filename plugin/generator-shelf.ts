import { asImageTo3DError, ImageTo3DError } from './errors.ts';
import type { AssetVersion, GeneratedAssetSnapshot } from './generated-asset.ts';
import type { HistoryStep } from './generator-history.ts';
import type { Stage } from './generator-stage.ts';

/** The versions of one asset: which stands in the scene, and the way back from each change. */
export interface Shelf {
  /** Lists a version and shows it. One undo step; that of the very first takes the asset out of the scene. */
  add(version: AssetVersion): Promise<void>;
  show(versionId: string): Promise<void>;
  remove(versionId: string): Promise<void>;
}

interface ShelfOptions {
  readonly stage: Stage;
  readonly getSnapshot: () => GeneratedAssetSnapshot;
  readonly update: (changes: Partial<GeneratedAssetSnapshot>) => void;
  /** Imports come one after another: two swaps at once would each take the other's ground away. */
  readonly inOrder: <T>(work: () => Promise<T>) => Promise<T>;
  /** Writes the provenance of a version, or of the placeholder. */
  readonly tag: (version: AssetVersion | undefined) => void;
  readonly record: (step: HistoryStep) => void;
  /** A version has come to stand in the scene, for the first time if `isFirst`. */
  readonly onShown: (isFirst: boolean) => void;
}

export function createShelf(options: ShelfOptions): Shelf {
  const { stage, getSnapshot, update, inOrder, tag, record, onShown } = options;
  const { root } = stage;

  const find = (versionId: string): AssetVersion => {
    const version = getSnapshot().versions.find(({ id }) => id === versionId);
    if (!version) throw new ImageTo3DError('validation', `"${root.name}" has no version ${versionId}.`);
    return version;
  };

  const display = (version: AssetVersion) =>
    inOrder(async () => {
      const { shownVersionId, versions } = getSnapshot();
      const before = versions.find(({ id }) => id === shownVersionId);
      try {
        await stage.showVersion(version.id, version.master, () => tag(version));
      } catch (thrown) {
        if (!root.isDisposed()) tag(before);
        throw asImageTo3DError(thrown, 'import-failed');
      }
      update({ shownVersionId: version.id, hasPlaceholder: false });
      onShown(shownVersionId === undefined);
    });

  const put = (move: 'attach' | 'detach') => {
    stage[move]();
    update({});
  };

  const displayRecorded = async (version: AssetVersion) => {
    const before = getSnapshot().shownVersionId;
    await display(version);
    if (before === version.id) return;
    record(
      before === undefined
        ? { undo: () => put('detach'), redo: () => put('attach') }
        : { undo: () => display(find(before)), redo: () => display(version) },
    );
  };

  return {
    async add(version) {
      // In the list before the import: a paid file must not be lost because Babylon could not load it.
      update({ versions: [...getSnapshot().versions, version] });
      await displayRecorded(version);
    },

    async show(versionId) {
      await displayRecorded(find(versionId));
    },

    async remove(versionId) {
      const version = find(versionId);
      const { versions, shownVersionId } = getSnapshot();
      if (versions.length === 1)
        throw new ImageTo3DError(
          'validation',
          'The last version cannot be removed; dispose the asset instead.',
        );
      const index = versions.indexOf(version);
      const wasShown = shownVersionId === versionId;
      const neighbour = versions[index + 1] ?? versions[index - 1];
      const redo = async () => {
        if (wasShown && neighbour) await display(neighbour);
        update({ versions: getSnapshot().versions.filter(({ id }) => id !== versionId) });
      };
      await redo();
      record({
        redo,
        undo: async () => {
          update({ versions: getSnapshot().versions.toSpliced(index, 0, version) });
          if (wasShown) await display(version);
        },
        drop: () => {
          if (!getSnapshot().versions.includes(version)) stage.forget(versionId);
        },
      });
    },
  };
}
