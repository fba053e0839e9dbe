import type { LocalParameters } from './local-parameters.ts';

/**
 * The group in which a panel shows a parameter. `budget`: with the price, and as an option of the command line. `run`: the
 * seed. Every other group becomes a section of its own.
 */
export type ParameterGroup = 'budget' | 'run' | (string & {});

interface SpecBase {
  /** Name in our API, camelCase. */
  readonly name: string;
  /** The provider's spelling, used at the wire. */
  readonly wireName: string;
  /** Short label for a panel. */
  readonly label: string;
  readonly group: ParameterGroup;
  /** What it does, in a sentence or two, for a tooltip and the command line's help. */
  readonly help: string;
  /** Text for the value in a one-line summary of a run; `{}` is the value. Default: the label, then the value. */
  readonly brief?: string;
  /** Place within its group; rows without one come last, in the table's order. */
  readonly order?: number;
  /** What it sets in the local engine. Without it, it has no effect there. */
  readonly local?: keyof LocalParameters;
}

/** A number in a closed range. `integer` accepts whole numbers only. */
export interface NumberSpec extends SpecBase {
  /** `integer` accepts whole numbers only. */
  readonly kind: 'integer' | 'number';
  /** Smallest value allowed. */
  readonly min: number;
  /** Largest value allowed. */
  readonly max: number;
  /** Step of a slider; not a constraint. */
  readonly step: number;
  /** Undefined: the provider has no default (the seed). */
  readonly default: number | undefined;
  /** Common values of a wide range: a panel then shows a logarithmic slider. */
  readonly presets?: readonly number[];
}

/** One of a few numbers. */
export interface ChoiceSpec extends SpecBase {
  /** Distinguishes the kinds of parameters. */
  readonly kind: 'choice';
  /** The values allowed. */
  readonly choices: readonly number[];
  /** Used when none is given. */
  readonly default: number;
  /** Unit to show after the value, as `px`. */
  readonly unit?: string;
  /** A short name of each choice, for a panel. Default: the number with its unit. */
  readonly choiceNames?: readonly string[];
}

/** A parameter that is on or off. */
export interface BooleanSpec extends SpecBase {
  /** Distinguishes the kinds of parameters. */
  readonly kind: 'boolean';
  /** Used when none is given. */
  readonly default: boolean;
}

/**
 * One row of a provider's parameter table: used for validation, forms, the command line and the local service.
 *
 * @example
 * const rows: readonly ParameterSpec[] = generator.provider.parameters;
 * for (const { label, help, kind } of rows) console.log(label, help, kind);
 */
export type ParameterSpec = NumberSpec | ChoiceSpec | BooleanSpec;

/** The rows of one group, in the order in which they are shown. */
export function rowsOf<Row extends ParameterSpec>(
  rows: readonly Row[],
  group: ParameterGroup,
): readonly Row[] {
  return rows
    .filter((row) => row.group === group)
    .sort((a, b) => (a.order ?? Infinity) - (b.order ?? Infinity) || rows.indexOf(a) - rows.indexOf(b));
}

/** The label, with its group in front if several groups have a row of that label: "Shape: Rescale t". */
export function fullLabel(row: ParameterSpec, rows: readonly ParameterSpec[]): string {
  const isShared = rows.some((other) => other !== row && other.label === row.label);
  return isShared ? `${groupTitle(row.group)}: ${row.label}` : row.label;
}

export const groupTitle = (group: ParameterGroup): string =>
  `${group.charAt(0).toUpperCase()}${group.slice(1)}`;
