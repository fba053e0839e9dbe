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

/** A number in a closed range. `integer` numbers take whole values only. */
export interface NumberSpec extends SpecBase {
  readonly kind: 'integer' | 'number';
  readonly min: number;
  readonly max: number;
  /** Step of a slider; not a constraint. */
  readonly step: number;
  /** Undefined: the provider has no default (the seed). */
  readonly default: number | undefined;
}

/** One of a few numbers. */
export interface ChoiceSpec extends SpecBase {
  readonly kind: 'choice';
  readonly choices: readonly number[];
  readonly default: number;
  readonly unit?: string;
}

export interface BooleanSpec extends SpecBase {
  readonly kind: 'boolean';
  readonly default: boolean;
}

/** One row of a provider's parameter table: the source for validation, panel, command line and local service. */
export type ParameterSpec = NumberSpec | ChoiceSpec | BooleanSpec;
