import type { ImageTo3DError } from '../../core/errors.ts';
import type { PreparedImage } from '../../recipe/image.ts';
import type { PaneSettings } from './settings.ts';

/** What the pane shows beyond what the generator's own snapshots say. */
export interface PaneState {
  readonly settings: PaneSettings;
  /** The picture that the next run takes. */
  readonly image?: PreparedImage;
  /** Name of the picture or model that is being read. */
  readonly readingName?: string;
  readonly imageError?: ImageTo3DError;
  /** The asset whose runs and versions are shown; undefined while a picture is new. */
  readonly assetId?: string;
  /** A press that failed outside of a run: show, remove, undo, a refused regeneration. */
  readonly actionError?: ImageTo3DError;
  /** The first of the two steps that run an unconfirmed request again. */
  readonly isConfirming: boolean;
  /** How often the versions were asked for from outside; every change brings them into view. */
  readonly versionsWanted: number;
  /** Names of the interrupted runs that went on when the page opened, until they are dismissed. */
  readonly resumed: readonly string[];
}

export type PaneEvent =
  | { readonly type: 'settings-changed'; readonly settings: PaneSettings }
  | { readonly type: 'reading'; readonly name: string }
  | { readonly type: 'image-read'; readonly image: PreparedImage }
  | { readonly type: 'image-failed'; readonly error: ImageTo3DError }
  | { readonly type: 'asset-chosen'; readonly assetId: string; readonly image?: PreparedImage }
  | { readonly type: 'adopted'; readonly assetId: string; readonly image?: PreparedImage }
  | { readonly type: 'asset-gone' }
  | { readonly type: 'action-failed'; readonly error: ImageTo3DError }
  | { readonly type: 'dismissed' }
  | { readonly type: 'confirming'; readonly isConfirming: boolean }
  | { readonly type: 'versions-wanted' }
  | { readonly type: 'resumed'; readonly names: readonly string[] };

export function initialState(settings: PaneSettings): PaneState {
  return { settings, isConfirming: false, versionsWanted: 0, resumed: [] };
}

/** The pane's next state. A new picture lets go of the asset; a bad one leaves everything as it was. */
export function reduce(state: PaneState, event: PaneEvent): PaneState {
  const { readingName, imageError, actionError, ...rest } = state;
  switch (event.type) {
    case 'settings-changed':
      return { ...state, settings: event.settings };
    case 'reading':
      return { ...rest, readingName: event.name };
    case 'image-read': {
      const { assetId, ...free } = rest;
      return { ...free, image: event.image, isConfirming: false };
    }
    case 'image-failed':
      return { ...rest, imageError: event.error };
    case 'asset-chosen': {
      if (state.assetId === event.assetId && event.image === undefined) return state;
      const reading = readingName === undefined ? {} : { readingName };
      // Without a picture of its own yet, an asset must not borrow the last one.
      const { image, ...free } = rest;
      const own = event.image ? { image: event.image } : {};
      return { ...free, ...reading, ...own, assetId: event.assetId, isConfirming: false };
    }
    case 'adopted': {
      const { image, ...free } = rest;
      const own = event.image ? { image: event.image } : {};
      return { ...free, ...own, assetId: event.assetId, isConfirming: false };
    }
    case 'asset-gone': {
      const { assetId, ...free } = state;
      return { ...free, isConfirming: false };
    }
    case 'action-failed':
      return { ...state, actionError: event.error };
    case 'dismissed':
      return { ...rest, ...(readingName === undefined ? {} : { readingName }) };
    case 'confirming':
      return { ...state, isConfirming: event.isConfirming };
    case 'versions-wanted':
      return { ...state, versionsWanted: state.versionsWanted + 1 };
    case 'resumed':
      return { ...state, resumed: event.names };
  }
}
