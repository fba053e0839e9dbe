import type { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { Caption1Strong, makeStyles, tokens } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import type { PaneController } from '../pane/pane-controller.ts';
import { useCost } from '../run/use-cost.ts';
import { HIGH_CONTRAST } from '../shared/styles.ts';
import { landingOutline } from './landing.ts';
import type { ViewRect } from './view-rect.ts';

const useStyles = makeStyles({
  drawing: { position: 'absolute', inset: 0 },
  edge: { fill: 'none', stroke: 'rgb(0 0 0 / 45%)', strokeWidth: '4px' },
  ring: {
    fill: 'rgb(79 143 247 / 22%)',
    stroke: '#fff',
    strokeWidth: '2px',
    [HIGH_CONTRAST]: { stroke: 'Highlight' },
  },
  text: {
    position: 'absolute',
    transform: 'translate(-50%, 12px)',
    padding: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalS}`,
    borderRadius: tokens.borderRadiusMedium,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    color: tokens.colorNeutralForeground1,
    backgroundColor: tokens.colorNeutralBackground1,
    whiteSpace: 'nowrap',
  },
});

/** What will happen to what is dragged over the canvas. */
export interface DragHint {
  readonly kind: 'image' | 'card' | 'file';
  /** On the ground; undefined: the next free place. */
  readonly position: Vector3 | undefined;
}

const VERBS: Readonly<Record<DragHint['kind'], string>> = { image: 'generate', card: 'place', file: 'add' };

/** "Drop to generate here · about $0.30". */
function hintText({ kind, position }: DragHint, price: string | undefined): string {
  const text = `Drop to ${VERBS[kind]} ${position ? 'here' : 'at the next free place'}`;
  return kind === 'image' && price !== undefined ? `${text} · ${price}` : text;
}

interface DropHintProps {
  readonly controller: PaneController;
  readonly hint: DragHint;
  readonly rect: ViewRect;
}

/** A ring on the ground where the asset will stand, and what a drop will do. */
export const DropHint: FunctionComponent<DropHintProps> = ({ controller, hint, rect }) => {
  const classes = useStyles();
  const { price } = useCost(controller);
  const { size } = controller.getSnapshot().settings;
  const outline = hint.position ? landingOutline(controller.generator.scene, rect, hint.position, size) : [];
  const points = outline.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  const lowest = Math.max(0, ...outline.map(({ y }) => y));
  const middle = outline.reduce((sum, { x }) => sum + x / outline.length, 0);
  return (
    <>
      <svg className={classes.drawing} width={rect.width} height={rect.height} aria-hidden="true">
        <polygon className={classes.edge} points={points} />
        <polygon className={classes.ring} points={points} />
      </svg>
      <Caption1Strong
        role="status"
        className={classes.text}
        style={
          outline.length > 0
            ? { left: middle, top: Math.min(lowest, rect.height - 44) }
            : { left: '50%', top: 0 }
        }
      >
        {hintText(hint, price)}
      </Caption1Strong>
    </>
  );
};
