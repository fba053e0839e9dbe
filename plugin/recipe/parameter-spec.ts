/** The groups in which a panel shows parameters; `budget` first. */
export type ParameterGroup = 'budget' | 'run' | 'structure' | 'shape' | 'texture' | 'mesh';

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
 * const rows: readonly ParameterSpec[] = generator.parameters;
 * for (const { label, help, kind } of rows) console.log(label, help, kind);
 */
export type ParameterSpec = NumberSpec | ChoiceSpec | BooleanSpec;
