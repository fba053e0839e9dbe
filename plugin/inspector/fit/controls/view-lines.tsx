import { LineContainer } from '@babylonjs/inspector';
import { Caption1 } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { ChoiceGroup } from '../../shared/choice-group.tsx';
import { useLineStyles } from '../../shared/styles.ts';
import { texelText } from '../fit-text.ts';
import type { FitPartProps } from '../use-fit.ts';
import { CompareLines } from './compare-lines.tsx';

const VIEWS = [
  { value: 'shaded', text: 'Shaded' },
  { value: 'wireframe', text: 'Wireframe' },
  {
    value: 'texel-density',
    text: 'Texels',
    name: 'Texel density',
    title: 'Texel density: texels per metre of surface',
  },
] as const;

const TexelLegend: FunctionComponent<{ density: Parameters<typeof texelText>[0] }> = ({ density }) => {
  const lines = useLineStyles();
  return <Caption1 className={lines.quiet}>{texelText(density)}</Caption1>;
};

/** How the shown version is drawn: shaded, wireframe or texel density; and comparisons. */
export const ViewLines: FunctionComponent<FitPartProps> = ({ view }) => (
  <>
    <LineContainer uniqueId="fitView" label="View: shaded, wireframe, texel density">
      <ChoiceGroup label="View" choices={VIEWS} value={view.snapshot.view} onChange={view.fit.setView} />
    </LineContainer>
    {view.snapshot.view === 'texel-density' && view.snapshot.texelDensity && (
      <TexelLegend density={view.snapshot.texelDensity} />
    )}
    <CompareLines view={view} />
  </>
);
