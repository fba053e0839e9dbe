import {
  type AssetVersion,
  type GeneratedAsset,
  type GeneratedAssetSnapshot,
  shownVersion,
} from '../../asset/contract.ts';
import type { AssetBudget } from '../../budget/asset-budget.ts';
import type { FitPlan } from '../../budget/fit-plan.ts';
import { useCurrent, useSnapshot } from '../pane/hooks.ts';
import type { PaneController } from '../pane/pane-controller.ts';
import type { FitController, FitTaskState } from './fit-controller.ts';
import { limitsOf } from './fit-request.ts';
import type { FitSettings } from './fit-settings.ts';

/** Everything that a line of the Fit tab shows. */
export interface FitView {
  readonly fit: FitController;
  readonly state: FitTaskState;
  readonly settings: FitSettings;
  readonly limits: AssetBudget;
  readonly asset: GeneratedAsset;
  readonly snapshot: GeneratedAssetSnapshot;
  /** The version shown in the scene. */
  readonly version: AssetVersion;
  /** The values of the sliders. */
  readonly plan: FitPlan;
  /** A task is running that a slider must not cancel. */
  readonly isLocked: boolean;
}

/** The current asset's fit; undefined while the scene shows no finished version. */
export function useFit(controller: PaneController): FitView | undefined {
  const { state: pane, asset, snapshot } = useCurrent(controller);
  const { fit } = controller;
  const state = useSnapshot(fit);
  const version = shownVersion(snapshot);
  if (!asset || !snapshot || !version) return undefined;
  const settings = pane.settings.fit;
  return {
    fit,
    state,
    settings,
    limits: limitsOf(settings),
    asset,
    snapshot,
    version,
    plan: { ...snapshot.fitting.plan, ...state.draft },
    isLocked: state.task !== undefined && state.task !== 'fit',
  };
}

export interface FitPartProps {
  readonly view: FitView;
}
