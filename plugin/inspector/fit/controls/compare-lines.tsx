import { LineContainer, StringDropdown } from '@babylonjs/inspector';
import { makeStyles } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { ChoiceGroup } from '../../shared/choice-group.tsx';
import { NamedLine } from '../../shared/named-line.tsx';
import { NARROW } from '../../shared/styles.ts';
import type { FitPartProps, FitView } from '../use-fit.ts';
import { SliderRow } from './slider-row.tsx';

const useStyles = makeStyles({
  partner: { width: '160px', boxSizing: 'border-box', minWidth: 0, [NARROW]: { width: '132px' } },
});

const MODES = [
  { value: 'side-by-side', text: 'Side by side' },
  { value: 'wipe', text: 'Wipe' },
] as const;
export const FIRST_COMPARISON = { mode: 'wipe', position: 0.5 } as const;

/** What the shown version can be compared with; the first is the usual choice. */
export function partners({ snapshot, version }: FitView) {
  const others = snapshot.versions.filter(({ id }) => id !== version.id);
  return [
    ...(version.fit ? [{ label: 'Its master', value: 'master' }] : []),
    ...others.map(({ id, number }) => ({ label: `Version ${number}`, value: id })),
  ];
}

/** Compares the shown version with another version or the master: side by side, or with a wipe. */
export const CompareLines: FunctionComponent<FitPartProps> = ({ view }) => {
  const { fit, snapshot } = view;
  const { comparison } = snapshot;
  const classes = useStyles();
  if (!comparison) return null;
  const percent = Math.round((comparison.position ?? 0.5) * 100);
  return (
    <>
      <NamedLine
        label="Compare with"
        uniqueId="compareWith"
        description="Compare a fitted version with its master or with any other version."
      >
        <StringDropdown
          className={classes.partner}
          value={comparison.with}
          options={partners(view)}
          onChange={(partner) => fit.compare({ ...comparison, with: partner })}
        />
      </NamedLine>
      <LineContainer uniqueId="compareMode" label="Comparison: side by side or wipe">
        <ChoiceGroup
          label="Comparison"
          choices={MODES}
          value={comparison.mode}
          onChange={(mode) => fit.compare({ ...comparison, mode })}
        />
      </LineContainer>
      {comparison.mode === 'wipe' && (
        <SliderRow
          label="Position"
          name="Wipe position"
          description="Where the two sides meet"
          min={0}
          max={100}
          value={percent}
          valueText={`${percent} %`}
          isDisabled={false}
          onChange={(next) => fit.compare({ ...comparison, position: next / 100 })}
        >
          {`${percent} %`}
        </SliderRow>
      )}
    </>
  );
};
