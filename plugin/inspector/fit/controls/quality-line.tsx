import type { FunctionComponent } from 'react';
import { ChoiceGroup } from '../../shared/choice-group.tsx';
import { NamedLine } from '../../shared/named-line.tsx';
import type { FitPartProps } from '../use-fit.ts';

const CHOICES = [
  { value: 'fast', text: 'Fast' },
  { value: 'fine', text: 'Fine' },
] as const;
const HELP =
  'Fine: bakes at twice the size, then scales down. Sharper textures, but takes about twice as long.';

/** How carefully the textures are baked. */
export const QualityLine: FunctionComponent<FitPartProps> = ({ view }) => (
  <NamedLine label="Quality" uniqueId="fitQuality" description={HELP}>
    <ChoiceGroup
      label="Quality"
      choices={CHOICES}
      value={view.settings.bake}
      isDisabled={view.isLocked}
      onChange={(bake) => view.fit.refit({ bake })}
    />
  </NamedLine>
);
