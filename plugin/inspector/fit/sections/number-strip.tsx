import { Caption1, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { FunctionComponent } from 'react';
import { HIGH_CONTRAST } from '../../shared/styles.ts';
import type { NumberRow } from '../fit-numbers.ts';

const useStyles = makeStyles({
  strip: {
    display: 'grid',
    gridTemplateColumns: 'max-content 1fr fit-content(45%)',
    columnGap: tokens.spacingHorizontalS,
    alignItems: 'center',
    margin: 0,
    padding: 0,
    listStyleType: 'none',
  },
  row: { display: 'contents' },
  number: { textAlign: 'end', fontVariantNumeric: 'tabular-nums', overflowWrap: 'anywhere' },
  broken: { color: tokens.colorPaletteRedForeground1, fontWeight: tokens.fontWeightSemibold },
  budget: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  track: {
    height: '3px',
    borderRadius: '2px',
    overflow: 'hidden',
    backgroundColor: tokens.colorNeutralBackground6,
    [HIGH_CONTRAST]: { outline: '1px solid CanvasText' },
  },
  bar: {
    height: '100%',
    backgroundColor: tokens.colorBrandBackground,
    forcedColorAdjust: 'none',
    [HIGH_CONTRAST]: { backgroundColor: 'Highlight' },
  },
  // Full, in the colour of the text, and "over" is said in words.
  brokenBar: {
    backgroundColor: tokens.colorPaletteRedBackground3,
    [HIGH_CONTRAST]: { backgroundColor: 'CanvasText' },
  },
});

/** Measured numbers, before and after, each with a bar that shows how much of its limit it takes. */
export const NumberStrip: FunctionComponent<{
  readonly label: string;
  readonly rows: readonly NumberRow[];
}> = ({ label, rows }) => {
  const classes = useStyles();
  return (
    <ul className={classes.strip} aria-label={label}>
      {rows.map(({ label: name, before, after, limit }) => {
        const isBroken = limit?.isMet === false;
        const width = `${Math.min(100, Math.max(2, 100 * (limit?.share ?? 0)))}%`;
        return (
          <li key={name} className={classes.row}>
            <Caption1>{name}</Caption1>
            <Caption1 className={mergeClasses(classes.number, isBroken && classes.broken)}>
              {before === after ? after : `${before} → ${after}`}
            </Caption1>
            <div className={classes.budget}>
              {limit && (
                <>
                  <Caption1 className={mergeClasses(isBroken && classes.broken)}>
                    {isBroken ? `over ${limit.text}` : `of ${limit.text}`}
                  </Caption1>
                  <div className={classes.track}>
                    <div
                      className={mergeClasses(classes.bar, isBroken && classes.brokenBar)}
                      style={{ width }}
                    />
                  </div>
                </>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
};
