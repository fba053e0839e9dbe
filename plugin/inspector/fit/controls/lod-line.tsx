import { Switch } from '@babylonjs/inspector';
import { Caption1 } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { DEFAULT_LOD_SHARES } from '../../../budget/fit-plan.ts';
import { NamedLine } from '../../shared/named-line.tsx';
import { useLineStyles } from '../../shared/styles.ts';
import { lodLine } from '../fit-text.ts';
import type { FitPartProps } from '../use-fit.ts';

const HELP =
  'Coarser meshes with 50, 25 and 10 % of the triangles and the same textures. Babylon switches them by size on screen.';

/** Switches the LODs on and off. */
export const LodLine: FunctionComponent<FitPartProps> = ({ view }) => {
  const { fit, plan, version, isLocked } = view;
  const lines = useLineStyles();
  return (
    <>
      <NamedLine label="LODs" uniqueId="fitLods" description={HELP}>
        <Switch
          value={plan.lodShares.length > 0}
          disabled={isLocked}
          onChange={(isOn) => fit.change({ lodShares: isOn ? DEFAULT_LOD_SHARES : [] })}
        />
      </NamedLine>
      {plan.lodShares.length > 0 && (
        <Caption1 className={lines.quiet}>
          {lodLine(plan.lodShares, plan.triangles, version.fit?.lodTriangles)}
        </Caption1>
      )}
    </>
  );
};
