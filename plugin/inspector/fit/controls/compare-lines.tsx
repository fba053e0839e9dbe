import { ButtonLine, LineContainer, StringDropdown } from '@babylonjs/inspector';
import { DismissRegular } from '@fluentui/react-icons';
import type { FunctionComponent } from 'react';
import { ChoiceGroup } from '../../shared/choice-group.tsx';
import { NamedLine } from '../../shared/named-line.tsx';
import { useLineStyles } from '../../shared/styles.ts';
import type { FitPartProps, FitView } from '../use-fit.ts';
import { WideSlider } from './wide-slider.tsx';

const NOTHING = 'nothing';
const MODES = [
  { value: 'side-by-side', text: 'Side by side' },
  { value: 'wipe', text: 'Wipe' },
] as const;
const FIRST = { mode: 'wipe', position: 0.5 } as const;

function partners({ snapshot, version }: FitView) {
  const others = snapshot.versions.filter(({ id }) => id !== version.id);
  return [
    { label: 'Nothing', value: NOTHING },
    ...(version.fit ? [{ label: 'Its master', value: 'master' }] : []),
    ...others.map(({ id, number }) => ({ label: `Version ${number}`, value: id })),
  ];
}

/** Compares the shown version with another version or the master: side by side, or with a wipe. */
export const CompareLines: FunctionComponent<FitPartProps> = ({ view }) => {
  const { fit, snapshot } = view;
  const { comparison } = snapshot;
  const lines = useLineStyles();
  const percent = Math.round((comparison?.position ?? 0.5) * 100);
  return (
    <>
      <NamedLine
        label="Compare with"
        uniqueId="compareWith"
        description="Compare a fitted version with its master or with any other version."
      >
        <StringDropdown
          className={lines.field}
          value={comparison?.with ?? NOTHING}
          options={partners(view)}
          onChange={(partner) =>
            fit.compare(partner === NOTHING ? undefined : { ...FIRST, ...comparison, with: partner })
          }
        />
      </NamedLine>
      {comparison && (
        <>
          <LineContainer uniqueId="compareMode" label="Comparison: side by side or wipe">
            <ChoiceGroup
              label="Comparison"
              choices={MODES}
              value={comparison.mode}
              onChange={(mode) => fit.compare({ ...comparison, mode })}
            />
          </LineContainer>
          {comparison.mode === 'wipe' && (
            <WideSlider
              label="Wipe position"
              uniqueId="wipePosition"
              min={0}
              max={100}
              value={percent}
              valueText={`${percent} %`}
              onChange={(next) => fit.compare({ ...comparison, position: next / 100 })}
            />
          )}
          <ButtonLine
            uniqueId="endCompare"
            label="End the comparison"
            icon={DismissRegular}
            onClick={() => fit.compare(undefined)}
          />
        </>
      )}
    </>
  );
};
