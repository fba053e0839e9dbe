import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import type { Subscribable } from '../core/subscribable.ts';
import { phaseText } from '../generation/phase-text.ts';
import { isLive } from '../generation/run-snapshot.ts';
import { contentBounds } from '../scene/place/bounds.ts';
import { createScreenLabel, type ScreenLabel } from '../scene/view/screen-label.ts';
import type { GeneratedAssetSnapshot } from './contract.ts';

/** "Generating · 43 %"; undefined when no placeholder waits for a result. */
function labelText({ run, hasPlaceholder, isInScene }: GeneratedAssetSnapshot): string | undefined {
  if (!run || !isLive(run) || !hasPlaceholder || !isInScene) return undefined;
  const share = run.fraction === undefined ? '' : ` · ${Math.round(100 * run.fraction)} %`;
  return phaseText(run) + share;
}

/** Shows phase and progress of the run above its placeholder, as long as there is one. */
export function labelRun(store: Subscribable<GeneratedAssetSnapshot>, root: TransformNode): void {
  let label: ScreenLabel | undefined;
  store.subscribe(() => {
    const text = labelText(store.getSnapshot());
    if (text === undefined) {
      label?.dispose();
      label = undefined;
      return;
    }
    // Not below the node: the app may hide it meanwhile.
    const getBounds = () => (root.isEnabled() ? contentBounds(root) : undefined);
    label ??= createScreenLabel(root.getScene(), `${root.name} (label)`, getBounds);
    label?.setText(text);
  });
}
