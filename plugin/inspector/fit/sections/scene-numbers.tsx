import { Caption1 } from '@fluentui/react-components';
import { type FunctionComponent, useEffect, useState } from 'react';
import { sceneRows } from '../fit-numbers.ts';
import { presetOf } from '../fit-request.ts';
import { sceneTotals, sceneTotalsWithout } from '../scene-totals.ts';
import type { FitPartProps } from '../use-fit.ts';
import { NumberStrip } from './number-strip.tsx';

const REFRESH_MS = 1000;

/** Totals of the whole scene with and without the asset. */
export const SceneNumbers: FunctionComponent<FitPartProps> = ({ view }) => {
  const { asset, snapshot, settings } = view;
  const scene = asset.root.getScene();
  // The application changes its scene without an event: count every second, and whenever the asset changes.
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((tick) => tick + 1), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  // Meshes for comparisons and views do not belong to the scene.
  if (snapshot.comparison || snapshot.view !== 'shaded' || !snapshot.isInScene)
    return <Caption1>Counted while the asset is shown shaded, without a comparison.</Caption1>;
  const rows = sceneRows(sceneTotalsWithout(scene, asset.root), sceneTotals(scene), presetOf(settings).scene);
  return <NumberStrip label="Whole scene, without and with this asset" rows={rows} />;
};
