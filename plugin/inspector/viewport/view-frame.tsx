import type { Scene } from '@babylonjs/core/scene.js';
import { makeStyles } from '@fluentui/react-components';
import { type FunctionComponent, type ReactNode, useState } from 'react';
import { useViewRect, type ViewRect } from './view-rect.ts';

const useStyles = makeStyles({
  // Without a size: the Inspector lets its central content catch the pointer.
  origin: { position: 'absolute', left: 0, top: 0, width: 0, height: 0, zIndex: 1 },
  frame: { position: 'absolute', overflow: 'hidden', pointerEvents: 'none' },
});

interface ViewFrameProps {
  readonly scene: Scene;
  readonly children: (rect: ViewRect) => ReactNode;
}

/** A box over the view of the scene's camera; the pointer passes through it. */
export const ViewFrame: FunctionComponent<ViewFrameProps> = ({ scene, children }) => {
  const classes = useStyles();
  const [origin, setOrigin] = useState<HTMLElement | null>(null);
  const rect = useViewRect(scene, origin);
  return (
    <div ref={setOrigin} className={classes.origin}>
      {rect && (
        <div className={classes.frame} style={{ ...rect }}>
          {children(rect)}
        </div>
      )}
    </div>
  );
};
