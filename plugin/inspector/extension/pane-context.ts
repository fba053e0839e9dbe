import type { GeneratedAsset } from '../../asset/contract.ts';
import type { Subscribable } from '../../core/subscribable.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import type { PaneTab } from '../pane/settings.ts';
import type { Notice } from './notice.ts';

/** What the pane, the Scene Explorer and Properties of one open Inspector share. */
export interface PaneContext {
  readonly controller: PaneController;
  readonly notices: Subscribable<Notice | undefined>;
  /** Makes an asset current and selects it in the Scene Explorer. */
  reveal(asset: GeneratedAsset): void;
  /** Opens the pane on one of its tabs, with this asset as the current one. */
  open(tab: PaneTab, asset?: GeneratedAsset): void;
}

/** Undoes one registration with the Inspector. */
export type Unregister = () => void;
