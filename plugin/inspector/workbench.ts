import type { GeneratedAsset } from '../generated-asset.ts';
import type { Subscribable } from '../subscribable.ts';
import type { Notice } from './notice.ts';
import type { PaneController } from './pane-controller.ts';

/** What the parts of one open Inspector share. */
export interface Workbench {
  readonly controller: PaneController;
  readonly notices: Subscribable<Notice | undefined>;
  /** Makes an asset current and selects it in the Scene Explorer. */
  reveal(asset: GeneratedAsset): void;
  /** Brings the pane to the front, with this asset as the current one. */
  open(asset?: GeneratedAsset): void;
}

/** Undoes one registration with the Inspector. */
export type Unregister = () => void;
