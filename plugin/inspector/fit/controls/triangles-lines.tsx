import { MessageBar, SpinButton } from '@babylonjs/inspector';
import type { FunctionComponent } from 'react';
import { slideTarget, TARGET_POSITIONS, targetToPosition } from '../../parameters/target-scale.ts';
import { countText } from '../../run/run-text.ts';
import { useLineStyles } from '../../shared/styles.ts';
import { triangleBounds } from '../fit-bounds.ts';
import type { FitPartProps } from '../use-fit.ts';
import { CountMenu } from './count-menu.tsx';
import { SliderRow } from './slider-row.tsx';

const HELP = 'The shape changes while you drag. The textures are baked when you stop.';

/** The number of triangles: a number field, and a logarithmic slider with a live preview. */
export const TrianglesLines: FunctionComponent<FitPartProps> = ({ view }) => {
  const { fit, plan, version, limits, settings, isLocked, snapshot } = view;
  const lines = useLineStyles();
  const refusal = snapshot.fitting.facts?.geometryRefusal;
  const ceiling = settings.enforceBudget ? limits.maxTriangles : undefined;
  const { min, max } = triangleBounds(version.stats.triangles, ceiling);
  const value = Math.min(max, Math.max(min, plan.triangles));
  const isDisabled = isLocked || refusal !== undefined;
  return (
    <>
      <SliderRow
        label="Triangles"
        name="Fit triangles"
        description={HELP}
        min={0}
        max={TARGET_POSITIONS}
        value={targetToPosition(value, min, max)}
        valueText={`${countText(value)} triangles`}
        isDisabled={isDisabled}
        onChange={(position) => fit.slide({ triangles: slideTarget(value, position, min, max) })}
        onDragStart={fit.startDrag}
        onDragEnd={fit.endDrag}
      >
        <SpinButton
          className={lines.count}
          min={min}
          max={max}
          step={100}
          precision={0}
          forceInt
          disabled={isDisabled}
          value={value}
          onChange={(triangles) => fit.slide({ triangles: Math.round(triangles) })}
        />
        <CountMenu
          min={min}
          max={max}
          isDisabled={isDisabled}
          onChoose={(triangles) => fit.change({ triangles })}
        />
      </SliderRow>
      {refusal !== undefined && <MessageBar intent="info" message={refusal} />}
    </>
  );
};
