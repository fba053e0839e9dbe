import { LineContainer } from '@babylonjs/inspector';
import { type FunctionComponent, useEffect, useState } from 'react';
import { sceneRows } from '../fit-numbers.ts';
import { presetOf } from '../fit-request.ts';
import { sceneTotals, sceneTotalsWithout } from '../scene-totals.ts';
import type { FitPartProps } from '../use-fit.ts';
import { NumbersTable } from './numbers-table.tsx';

const REFRESH_MS = 1000;

/** What the asset does to the whole scene, counted in the scene as it stands. */
export const SceneNumbers: FunctionComponent<FitPartProps> = ({ view }) => {
  const { asset, snapshot, settings } = view;
  const scene = asset.root.getScene();
  // The host changes its scene without telling: counted anew every second, and whenever the asset changes.
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((tick) => tick + 1), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  // What stands there to be compared or looked at in another way is no part of the scene.
  if (snapshot.comparison || snapshot.view !== 'shaded' || !snapshot.isInScene) return null;
  const rows = sceneRows(sceneTotalsWithout(scene, asset.root), sceneTotals(scene), presetOf(settings).scene);
  return (
    <LineContainer uniqueId="sceneNumbers" label="Whole scene: triangles, draw calls">
      <NumbersTable label="Whole scene" columns={['Without it', 'With it']} rows={rows} />
    </LineContainer>
  );
};
