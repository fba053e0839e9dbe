import type { GeneratedAsset, GeneratedAssetSnapshot } from '../../asset/contract.ts';
import type { ImageTo3DError } from '../../core/errors.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import type { PreparedImage } from '../../recipe/image.ts';
import type { PaneSettings } from './settings.ts';

/** What the pane shows in addition to the generator's own snapshots. */
export interface PaneState {
  readonly settings: PaneSettings;
  /** An image without an asset yet; an asset has its own image ({@link imageForRun}). */
  readonly image?: PreparedImage;
  /** Name of the image or model that is being read. */
  readonly readingName?: string;
  readonly imageError?: ImageTo3DError;
  /** The asset whose runs and versions are shown; undefined while an image is new. */
  readonly asset?: GeneratedAsset;
  /** Error of an action outside of a run: show, remove, undo, a refused regeneration. */
  readonly actionError?: ImageTo3DError;
  /** The user was asked to confirm running an unconfirmed request again. */
  readonly isConfirming: boolean;
  /** Names of the runs that were resumed when the page opened, until dismissed. */
  readonly resumed: readonly string[];
}

export type PaneEvent =
  | { readonly type: 'settings-changed'; readonly settings: PaneSettings }
  | { readonly type: 'reading'; readonly name: string }
  /** Cancelled, without a result. */
  | { readonly type: 'reading-ended' }
  | { readonly type: 'image-read'; readonly image: PreparedImage }
  | { readonly type: 'image-failed'; readonly error: ImageTo3DError }
  | { readonly type: 'image-cleared' }
  | { readonly type: 'asset-chosen'; readonly asset: GeneratedAsset }
  | { readonly type: 'adopted'; readonly asset: GeneratedAsset }
  | { readonly type: 'asset-removed'; readonly image: PreparedImage | undefined }
  | { readonly type: 'action-failed'; readonly error: ImageTo3DError }
  | { readonly type: 'dismissed' }
  | { readonly type: 'confirming'; readonly isConfirming: boolean }
  | { readonly type: 'resumed'; readonly names: readonly string[] };

export function initialState(settings: PaneSettings): PaneState {
  return { settings, isConfirming: false, resumed: [] };
}

/** The image for the next run: the asset's own, if there is an asset. */
export function imageForRun(
  state: Pick<PaneState, 'image'>,
  asset: GeneratedAssetSnapshot | undefined,
): PreparedImage | undefined {
  return asset && !asset.isDisposed ? asset.image : state.image;
}

/** The pane's next state. A new image deselects the asset; an invalid one changes nothing else. */
export function reduce(state: PaneState, event: PaneEvent): PaneState {
  const { readingName, imageError, actionError, ...rest } = state;
  switch (event.type) {
    case 'settings-changed':
      return { ...state, settings: event.settings };
    case 'reading':
      return { ...rest, readingName: event.name };
    case 'reading-ended':
      return rest;
    case 'image-read': {
      const { asset, ...free } = rest;
      return { ...free, image: event.image, isConfirming: false };
    }
    case 'image-cleared': {
      const { asset, image, ...free } = rest;
      return { ...free, isConfirming: false };
    }
    case 'image-failed':
      return { ...rest, imageError: event.error };
    case 'asset-chosen': {
      if (state.asset === event.asset) return state;
      const reading = readingName === undefined ? {} : { readingName };
      const { image, ...free } = rest;
      return { ...free, ...reading, asset: event.asset, isConfirming: false };
    }
    case 'adopted': {
      const { image, ...free } = rest;
      return { ...free, asset: event.asset, isConfirming: false };
    }
    case 'asset-removed': {
      const { asset, ...free } = state;
      return { ...free, ...omitUndefined({ image: event.image }), isConfirming: false };
    }
    case 'action-failed':
      return { ...state, actionError: event.error };
    case 'dismissed':
      return { ...rest, ...omitUndefined({ readingName }) };
    case 'confirming':
      return { ...state, isConfirming: event.isConfirming };
    case 'resumed':
      return { ...state, resumed: event.names };
  }
}
