import { SpinButton, StringDropdown } from '@babylonjs/inspector';
import type { FunctionComponent } from 'react';
import type { ColliderPlan } from '../../../budget/fit-plan.ts';
import { NamedLine } from '../../shared/named-line.tsx';
import { useLineStyles } from '../../shared/styles.ts';
import type { FitPartProps } from '../use-fit.ts';

const DEFAULT_HULL_VERTICES = 64;
const OPTIONS = [
  { label: 'None', value: 'none' },
  { label: 'Box', value: 'box' },
  { label: 'Capsule', value: 'capsule' },
  { label: 'Hull', value: 'hull' },
] as const;
const HELP = 'A simple shape for physics. If the scene has a physics engine, it becomes a physics shape.';

function colliderOf(kind: string): ColliderPlan | undefined {
  if (kind === 'box' || kind === 'capsule') return { kind };
  return kind === 'hull' ? { kind, maxVertices: DEFAULT_HULL_VERTICES } : undefined;
}

/** The shape for physics. */
export const ColliderLines: FunctionComponent<FitPartProps> = ({ view }) => {
  const { fit, plan, isLocked } = view;
  const { collider } = plan;
  const lines = useLineStyles();
  return (
    <>
      <NamedLine label="Collider" uniqueId="fitCollider" description={HELP}>
        <StringDropdown
          className={lines.field}
          value={collider?.kind ?? 'none'}
          options={OPTIONS}
          disabled={isLocked}
          onChange={(kind) => fit.change({ collider: colliderOf(kind) })}
        />
      </NamedLine>
      {collider?.kind === 'hull' && (
        <NamedLine label="Hull vertices" uniqueId="fitHullVertices" description="Upper limit, 8 to 255.">
          <SpinButton
            className={lines.field}
            min={8}
            max={255}
            step={1}
            precision={0}
            forceInt
            disabled={isLocked}
            value={collider.maxVertices}
            onChange={(maxVertices) => fit.change({ collider: { kind: 'hull', maxVertices } })}
          />
        </NamedLine>
      )}
    </>
  );
};
