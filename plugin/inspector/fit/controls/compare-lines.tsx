import { StringDropdown } from '@babylonjs/inspector';
import { makeStyles, Slider, tokens } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { ChoiceGroup } from '../../shared/choice-group.tsx';
import { useControlName } from '../../shared/use-control-name.ts';
import type { FitPartProps, FitView } from '../use-fit.ts';

const useStyles = makeStyles({
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalXS,
    minWidth: 0,
    '& .fui-Dropdown': { width: '100%', minWidth: 0 },
  },
  partner: { flex: '1 1 92px', minWidth: 0 },
  slider: { flex: '1 1 72px', minWidth: 0 },
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
    ...(version.fit ? [{ label: 'Original', value: 'master' }] : []),
    ...others.map(({ id, number }) => ({ label: `v${number}`, value: id })),
  ];
}

/** Compares the shown version with another version or the master: side by side, or with a wipe. All in one row. */
export const CompareLines: FunctionComponent<FitPartProps> = ({ view }) => {
  const { fit, snapshot } = view;
  const { comparison } = snapshot;
  const classes = useStyles();
  const partner = useControlName('Compare with');
  if (!comparison) return null;
  const percent = Math.round((comparison.position ?? 0.5) * 100);
  return (
    <div className={classes.row}>
      <div
        ref={partner}
        className={classes.partner}
        title="Compare with the master or with any other version"
      >
        <StringDropdown
          value={comparison.with}
          options={partners(view)}
          onChange={(next) => fit.compare({ ...comparison, with: next })}
        />
      </div>
      <ChoiceGroup
        label="Comparison"
        choices={MODES}
        value={comparison.mode}
        onChange={(mode) => fit.compare({ ...comparison, mode })}
      />
      {comparison.mode === 'wipe' && (
        <Slider
          className={classes.slider}
          size="small"
          min={0}
          max={100}
          value={percent}
          title={`Where the two sides meet: ${percent} %`}
          aria-label="Wipe position"
          aria-valuetext={`${percent} %`}
          onChange={(_, { value }) => fit.compare({ ...comparison, position: value / 100 })}
        />
      )}
    </div>
  );
};
