import { asImageTo3DError, ImageTo3DError } from '../core/errors.ts';
import type { Serialize } from '../core/serialize.ts';
import { type AppliedFit, type AssetVersion, type GeneratedAssetSnapshot, shownVersion } from './contract.ts';
import { refuseGone } from './refuse-gone.ts';
import { contentKey, contentLoader, type LoadContent, type ShownContent } from './shown-content.ts';
import type { UndoStep } from './undo-history.ts';

/** Fits to apply to versions, by version id; `undefined` means the master. */
export type FitChanges = ReadonlyMap<string, AppliedFit | undefined>;

/** The versions of one asset: which one is shown, and an undo step for each change. */
export interface VersionList {
  /** Lists a version and shows it. One undo step; undoing the first one removes the asset from the scene. */
  add(version: AssetVersion): Promise<void>;
  show(versionId: string): Promise<void>;
  remove(versionId: string): Promise<void>;
  /** Applies fits to versions. One undo step. `load` makes the shown version's content, if faster than from its file. */
  refit(changes: FitChanges, load?: LoadContent): Promise<void>;
}

interface VersionListOptions {
  readonly shownContent: ShownContent;
  readonly getSnapshot: () => GeneratedAssetSnapshot;
  readonly update: (changes: Partial<GeneratedAssetSnapshot>) => void;
  /** One swap at a time: a swap replaces the content that was shown when it began. */
  readonly serialize: Serialize;
  /** Writes the provenance of a version, or of the placeholder. */
  readonly tag: (version: AssetVersion | undefined) => void;
  readonly record: (step: UndoStep) => void;
  /** A version is now shown in the scene; `isFirst`: it is the first one. */
  readonly onShown: (isFirst: boolean) => void;
}

function withFit({ fit: _before, ...version }: AssetVersion, fit: AppliedFit | undefined): AssetVersion {
  return fit ? { ...version, fit } : version;
}

export function createVersionList(options: VersionListOptions): VersionList {
  const { shownContent, getSnapshot, update, serialize, tag, record, onShown } = options;
  const { root } = shownContent;
  const loaderOf = (version: AssetVersion) => contentLoader(root.getScene(), version);

  const find = (versionId: string): AssetVersion => {
    const version = getSnapshot().versions.find(({ id }) => id === versionId);
    if (!version) throw new ImageTo3DError('validation', `"${root.name}" has no version ${versionId}.`);
    return version;
  };
  const refitted = (changes: FitChanges) =>
    getSnapshot().versions.map((version) =>
      changes.has(version.id) ? withFit(version, changes.get(version.id)) : version,
    );

  const display = (version: AssetVersion, changes: FitChanges = new Map(), load = loaderOf(version)) =>
    serialize(async () => {
      const { shownVersionId } = getSnapshot();
      const before = shownVersion(getSnapshot());
      try {
        await shownContent.showVersion(contentKey(version.id, version.fit), load, () => tag(version));
      } catch (thrown) {
        if (!root.isDisposed()) tag(before);
        throw asImageTo3DError(thrown, 'import-failed');
      }
      update({ versions: refitted(changes), shownVersionId: version.id });
      onShown(shownVersionId === undefined);
    });

  const put = (move: 'attach' | 'detach') => {
    shownContent[move]();
    update({});
  };

  const displayRecorded = async (version: AssetVersion) => {
    const before = getSnapshot().shownVersionId;
    await display(version);
    if (before === version.id) return;
    record(
      before === undefined
        ? { undo: () => put('detach'), redo: () => put('attach') }
        : { undo: () => display(find(before)), redo: () => display(find(version.id)) },
    );
  };

  const applyFits = async (changes: FitChanges, load?: LoadContent) => {
    const shown = shownVersion({ ...getSnapshot(), versions: refitted(changes) });
    if (shown && changes.has(shown.id)) await display(shown, changes, load);
    else update({ versions: refitted(changes) });
  };
  const forgetHidden = (changes: FitChanges) => {
    const shown = new Set(getSnapshot().versions.map(({ id, fit }) => contentKey(id, fit)));
    for (const [id, fit] of changes) {
      const key = contentKey(id, fit);
      if (!shown.has(key)) shownContent.forget(key);
    }
  };

  return {
    async add(version) {
      // Listed before the import: a paid file must not be lost because Babylon could not load it.
      update({ versions: [...getSnapshot().versions, version] });
      await displayRecorded(version);
    },

    async show(versionId) {
      refuseGone(getSnapshot());
      await displayRecorded(find(versionId));
    },

    async refit(changes, load) {
      const before: FitChanges = new Map([...changes.keys()].map((id) => [id, find(id).fit]));
      await applyFits(changes, load);
      record({
        undo: () => applyFits(before),
        redo: () => applyFits(changes),
        drop() {
          forgetHidden(before);
          forgetHidden(changes);
        },
      });
    },

    async remove(versionId) {
      refuseGone(getSnapshot());
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
        if (wasShown && neighbour) await display(find(neighbour.id));
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
          if (!getSnapshot().versions.some(({ id }) => id === versionId))
            shownContent.forget(contentKey(versionId, version.fit));
        },
      });
    },
  };
}
