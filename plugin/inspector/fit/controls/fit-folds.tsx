import { makeStyles, mergeClasses, ToggleButton, tokens } from '@fluentui/react-components';
import { ChevronDownRegular, ChevronRightRegular } from '@fluentui/react-icons';
import { type FunctionComponent, type ReactElement, useState } from 'react';
import { useIsTall } from '../../pane/use-tall.ts';
import { Fold } from '../../shared/fold.tsx';
import { NARROW, useLineStyles } from '../../shared/styles.ts';
import { LintList } from '../sections/lint-list.tsx';
import { SceneNumbers } from '../sections/scene-numbers.tsx';
import type { FitPartProps } from '../use-fit.ts';
import { ColliderLines } from './collider-lines.tsx';
import { LimitLines } from './limit-lines.tsx';
import { LodLine } from './lod-line.tsx';

const useStyles = makeStyles({
  folds: { gap: tokens.spacingHorizontalXXS, flexWrap: 'nowrap' },
  fold: { minWidth: 0, flex: '1 1 auto', padding: '0 2px' },
  icon: { width: '12px', fontSize: '12px', margin: '0 2px 0 0', [NARROW]: { display: 'none' } },
});

const ExtraLines: FunctionComponent<FitPartProps> = ({ view }) => (
  <>
    <LodLine view={view} />
    <ColliderLines view={view} />
  </>
);

/** What is rarely needed: limits, LODs and collider, repairs, the whole scene. One at a time; all in a tall pane. */
export const FitFolds: FunctionComponent<FitPartProps> = ({ view }) => {
  const classes = useStyles();
  const lines = useLineStyles();
  const isTall = useIsTall();
  const [open, setOpen] = useState<string>();
  const count = view.snapshot.fitting.findings?.length ?? 0;
  const folds: readonly { name: string; title: string; content: ReactElement }[] = [
    { name: 'limits', title: 'Limits', content: <LimitLines view={view} /> },
    { name: 'extras', title: 'LODs, collider', content: <ExtraLines view={view} /> },
    {
      name: 'repairs',
      title: count > 0 ? `Repairs · ${count}` : 'Repairs',
      content: <LintList view={view} />,
    },
    { name: 'scene', title: 'Scene', content: <SceneNumbers view={view} /> },
  ];
  if (isTall)
    return folds.map(({ name, title, content }) => (
      <Fold key={name} title={title} opensWhenTall>
        {content}
      </Fold>
    ));
  return (
    <>
      <fieldset className={mergeClasses(lines.group, classes.folds)} aria-label="More">
        {folds.map(({ name, title }) => (
          <ToggleButton
            key={name}
            className={classes.fold}
            size="small"
            appearance="subtle"
            checked={open === name}
            aria-expanded={open === name}
            icon={{
              className: classes.icon,
              children: open === name ? <ChevronDownRegular /> : <ChevronRightRegular />,
            }}
            onClick={() => setOpen(open === name ? undefined : name)}
          >
            {title}
          </ToggleButton>
        ))}
      </fieldset>
      {folds.find(({ name }) => name === open)?.content}
    </>
  );
};
