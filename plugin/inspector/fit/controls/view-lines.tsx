import { Caption1, makeStyles, ToggleButton, tokens } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { ChoiceGroup } from '../../shared/choice-group.tsx';
import { useLineStyles } from '../../shared/styles.ts';
import { texelText } from '../fit-text.ts';
import type { FitPartProps } from '../use-fit.ts';
import { CompareLines, FIRST_COMPARISON, partners } from './compare-lines.tsx';

const useStyles = makeStyles({
  row: {
    display: 'flex',
    gap: tokens.spacingHorizontalXS,
    minHeight: '28px',
    alignItems: 'center',
    '& > fieldset': { flex: 1 },
  },
});

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

/** How the shown version is drawn, and a comparison that is one press away. */
export const ViewLines: FunctionComponent<FitPartProps> = ({ view }) => {
  const classes = useStyles();
  const { fit, snapshot } = view;
  const { comparison } = snapshot;
  const [partner] = partners(view);
  return (
    <>
      <div className={classes.row}>
        <ChoiceGroup label="View" choices={VIEWS} value={snapshot.view} onChange={fit.setView} />
        {/* Fluent's own toggle: the Inspector's shows icons only. */}
        <ToggleButton
          size="small"
          checked={comparison !== undefined}
          // Keeps the focus when an undo takes away what it compares with.
          disabledFocusable={!comparison && !partner}
          title={
            partner
              ? `Compare with ${partner.value === 'master' ? 'the original' : partner.label}`
              : 'There is no other version yet'
          }
          onClick={() =>
            fit.compare(comparison ? undefined : partner && { ...FIRST_COMPARISON, with: partner.value })
          }
        >
          Compare
        </ToggleButton>
      </div>
      {snapshot.view === 'texel-density' && snapshot.texelDensity && (
        <TexelLegend density={snapshot.texelDensity} />
      )}
      <CompareLines view={view} />
    </>
  );
};
