import { makeStyles, tokens } from '@fluentui/react-components';

/** Below this width of the pane, sliders shrink so that labels stay readable. */
export const NARROW = '@container (max-width: 330px)';

/** From this width of the pane on, cards stand in two columns. */
export const WIDE = '@container (min-width: 440px)';

/** Colours are the user's own here: use system colours where colour means something. */
export const HIGH_CONTRAST = '@media (forced-colors: active)';

/** Styles that several lines share. */
export const useLineStyles = makeStyles({
  control: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'flex-end',
    gap: tokens.spacingHorizontalXXS,
    minWidth: 0,
  },
  field: {
    width: '140px',
    boxSizing: 'border-box',
    minWidth: 0,
    [NARROW]: { width: '92px' },
  },
  // Six digits or a fraction; the label gets the rest.
  number: { width: '140px', boxSizing: 'border-box', minWidth: 0, [NARROW]: { width: '68px' } },
  // Seven digits with a spin button, or a size with its unit.
  count: { width: '96px', boxSizing: 'border-box', minWidth: 0, textAlign: 'end' },
  // Ten digits.
  wideNumber: { width: '104px', boxSizing: 'border-box', minWidth: 0 },
  slider: {
    [NARROW]: { '& .fui-Slider': { display: 'none' } },
  },
  resetSlot: {
    display: 'flex',
    justifyContent: 'center',
    flexShrink: 0,
    width: '24px',
  },
  stack: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
    minWidth: 0,
  },
  row: {
    display: 'flex',
    alignItems: 'center',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalXS,
    minWidth: 0,
  },
  // A fieldset without its frame, for a group of buttons.
  group: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalXS,
    minWidth: 0,
    margin: 0,
    padding: 0,
    border: 'none',
  },
  quiet: {
    color: tokens.colorNeutralForeground2,
    overflowWrap: 'anywhere',
  },
  name: {
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
});
