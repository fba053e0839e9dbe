import { Caption2, makeStyles, mergeClasses, ToggleButton, tokens } from '@fluentui/react-components';
import { omitUndefined } from '../../core/omit-undefined.ts';
import { NARROW, useLineStyles } from './styles.ts';

const useStyles = makeStyles({
  group: { flexWrap: 'nowrap' },
  choice: {
    flex: '1 1 auto',
    minWidth: 0,
    paddingLeft: tokens.spacingHorizontalXS,
    paddingRight: tokens.spacingHorizontalXS,
  },
  detail: { whiteSpace: 'pre', [NARROW]: { display: 'none' } },
  stack: { display: 'flex', flexDirection: 'column', alignItems: 'center' },
});

export interface Choice<Value> {
  readonly value: Value;
  readonly text: string;
  /** What assistive technology says; the text by default. */
  readonly name?: string;
  readonly title?: string;
  /** Follows the text where the pane is wide enough. */
  readonly detail?: string;
  /** A second, smaller line, such as a price. */
  readonly note?: string;
}

interface ChoiceGroupProps<Value> {
  readonly label: string;
  readonly choices: readonly Choice<Value>[];
  readonly value: Value;
  readonly isDisabled?: boolean;
  readonly onChange: (value: Value) => void;
}

/** A row of choices, one of them selected. */
export function ChoiceGroup<Value extends string | number>(props: ChoiceGroupProps<Value>) {
  const { label, choices, value: chosen, isDisabled = false, onChange } = props;
  const classes = useStyles();
  const lines = useLineStyles();
  return (
    <fieldset className={mergeClasses(lines.group, classes.group)} aria-label={label}>
      {choices.map(({ value, text, name, title, detail, note }) => (
        // Fluent's own toggle: the Inspector's shows icons only.
        <ToggleButton
          key={value}
          className={classes.choice}
          size="small"
          checked={value === chosen}
          disabled={isDisabled}
          {...omitUndefined({ 'aria-label': name, title })}
          onClick={() => onChange(value)}
        >
          <span className={classes.stack}>
            <span>
              {text}
              {detail !== undefined && <span className={classes.detail}> {detail}</span>}
            </span>
            {note !== undefined && <Caption2>{note}</Caption2>}
          </span>
        </ToggleButton>
      ))}
    </fieldset>
  );
}
