import { makeStyles, mergeClasses, ToggleButton, tokens } from '@fluentui/react-components';
import { type FunctionComponent, useState } from 'react';
import { useLineStyles } from '../../shared/styles.ts';
import { LintList } from '../sections/lint-list.tsx';
import { SceneNumbers } from '../sections/scene-numbers.tsx';
import type { FitPartProps } from '../use-fit.ts';
import { ColliderLines } from './collider-lines.tsx';
import { LimitLines } from './limit-lines.tsx';
import { LodLine } from './lod-line.tsx';

const useStyles = makeStyles({
  folds: { gap: tokens.spacingHorizontalXXS, flexWrap: 'nowrap' },
  fold: { minWidth: 0, flex: '1 1 auto', padding: `0 ${tokens.spacingHorizontalXS}` },
});

type FoldName = 'limits' | 'extras' | 'repairs' | 'scene';

/** What is rarely needed, one part at a time: limits, LODs and collider, repairs, the whole scene. */
export const FitFolds: FunctionComponent<FitPartProps> = ({ view }) => {
  const classes = useStyles();
  const lines = useLineStyles();
  const [open, setOpen] = useState<FoldName>();
  const count = view.snapshot.fitting.findings?.length ?? 0;
  const titles: Readonly<Record<FoldName, string>> = {
    limits: 'Limits',
    extras: 'LODs, collider',
    repairs: count > 0 ? `Repairs · ${count}` : 'Repairs',
    scene: 'Scene',
  };
  return (
    <>
      <fieldset className={mergeClasses(lines.group, classes.folds)} aria-label="More">
        {Object.entries(titles).map(([name, title]) => (
          <ToggleButton
            key={name}
            className={classes.fold}
            size="small"
            appearance="subtle"
            checked={open === name}
            aria-expanded={open === name}
            onClick={() => setOpen(open === name ? undefined : (name as FoldName))}
          >
            {title}
          </ToggleButton>
        ))}
      </fieldset>
      {open === 'limits' && <LimitLines view={view} />}
      {open === 'extras' && (
        <>
          <LodLine view={view} />
          <ColliderLines view={view} />
        </>
      )}
      {open === 'repairs' && <LintList view={view} />}
      {open === 'scene' && <SceneNumbers view={view} />}
    </>
  );
};
