import { Body1Strong, Caption1, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { FunctionComponent, ReactNode } from 'react';
import { Fold } from '../shared/fold.tsx';
import { HIGH_CONTRAST, useLineStyles } from '../shared/styles.ts';

const useStyles = makeStyles({
  card: {
    position: 'relative',
    display: 'flex',
    flexDirection: 'column',
    minWidth: 0,
    padding: tokens.spacingVerticalXS,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover },
    // The buttons show when they can be used, so that the facts have the room.
    '& [data-actions]': { opacity: 0 },
    '&:hover [data-actions], &:focus-within [data-actions]': { opacity: 1 },
    '@media (hover: none)': { '& [data-actions]': { opacity: 1, position: 'static' } },
  },
  current: {
    border: `1px solid ${tokens.colorBrandStroke1}`,
    backgroundColor: tokens.colorSubtleBackgroundSelected,
    [HIGH_CONTRAST]: { border: '2px solid Highlight' },
  },
  // Covers the card's head: pressing anywhere there is the main action, and the text stays text.
  cover: {
    position: 'absolute',
    inset: 0,
    bottom: 'auto',
    height: '64px',
    padding: 0,
    backgroundColor: 'transparent',
    border: 'none',
    borderRadius: tokens.borderRadiusMedium,
    cursor: 'pointer',
    ':disabled': { cursor: 'default' },
    ':focus-visible': {
      outline: `2px solid ${tokens.colorStrokeFocus2}`,
      [HIGH_CONTRAST]: { outline: '2px solid Highlight' },
    },
  },
  head: {
    position: 'relative',
    pointerEvents: 'none',
    display: 'flex',
    gap: tokens.spacingHorizontalS,
    minWidth: 0,
    minHeight: '56px',
  },
  text: { display: 'flex', flexDirection: 'column', justifyContent: 'center', minWidth: 0, flex: 1 },
  title: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalXS,
    minWidth: 0,
    '& > *': { maxWidth: '100%' },
  },
  actions: {
    position: 'absolute',
    right: 0,
    bottom: 0,
    zIndex: 1,
    display: 'flex',
    pointerEvents: 'auto',
    backgroundColor: tokens.colorNeutralBackground1,
    borderRadius: tokens.borderRadiusMedium,
  },
  // As high as the buttons beside it.
  fold: {
    position: 'relative',
    minHeight: '32px',
    paddingTop: tokens.spacingVerticalXS,
    boxSizing: 'border-box',
    '& > [data-actions]': { top: 0, bottom: 'auto' },
    // Only as wide as its text: the buttons must not cover it.
    '& > button': { width: 'auto' },
  },
  details: { display: 'flex', flexDirection: 'column' },
});

interface CardProps {
  /** What the card is, such as "Version 2". */
  readonly name: string;
  readonly thumbnail: ReactNode;
  readonly badges?: ReactNode;
  /** At most two lines. */
  readonly facts: readonly string[];
  readonly isCurrent?: boolean;
  /** What a press does. */
  readonly action: string;
  readonly isDisabled?: boolean;
  readonly onPress: () => void;
  /** Fills what is dragged from the card. */
  readonly onDragStart: (transfer: DataTransfer) => void;
  /** Buttons for the card. */
  readonly actions: ReactNode;
  /** The rest, which is shown on request. */
  readonly details?: readonly string[];
  /** Below everything, always shown: questions, remarks. */
  readonly children?: ReactNode;
}

/** A version, an asset or a stored model in a list: press it, drag it into the scene, or use its buttons. */
export const Card: FunctionComponent<CardProps> = (props) => {
  const { name, thumbnail, badges, facts, isCurrent = false, action, isDisabled = false } = props;
  const { onPress, onDragStart, actions, details = [], children } = props;
  const classes = useStyles();
  const lines = useLineStyles();
  const buttons = (
    <div className={classes.actions} data-actions>
      {actions}
    </div>
  );
  return (
    <li
      className={mergeClasses(classes.card, isCurrent && classes.current)}
      aria-label={name}
      draggable
      onDragStart={({ dataTransfer }) => onDragStart(dataTransfer)}
      {...(isCurrent ? { 'aria-current': true } : {})}
    >
      <button
        type="button"
        className={classes.cover}
        aria-label={action}
        title={action}
        disabled={isDisabled}
        onClick={onPress}
      />
      <div className={classes.head}>
        {thumbnail}
        <div className={classes.text}>
          <div className={classes.title}>
            <Body1Strong className={lines.name} title={name}>
              {name}
            </Body1Strong>
            {badges}
          </div>
          {facts.map((fact) => (
            <Caption1 key={fact} className={lines.name} title={fact}>
              {fact}
            </Caption1>
          ))}
        </div>
        {details.length === 0 && buttons}
      </div>
      {details.length > 0 && (
        <div className={classes.fold}>
          <Fold title="Details">
            <div className={classes.details}>
              {details.map((detail) => (
                <Caption1 key={detail} className={lines.quiet}>
                  {detail}
                </Caption1>
              ))}
            </div>
          </Fold>
          {buttons}
        </div>
      )}
      {children}
    </li>
  );
};
