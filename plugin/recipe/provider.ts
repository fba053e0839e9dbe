import type { z } from 'zod';
import type { LocalParameters } from './local-parameters.ts';
import type { ParameterSpec } from './parameter-spec.ts';
import type { RunParameters } from './run-parameters.ts';

/** A remark on a set of parameters. */
export interface ParameterIssue {
  /** A `refusal` stops the run before anything is sent; a `warning` is only shown. */
  readonly severity: 'refusal' | 'warning';
  /** Name of the parameter. */
  readonly parameter: string;
  /** The remark, as a sentence for a person. */
  readonly message: string;
}

/** Expected price and duration of a run; every number is an estimate from `source`. */
export interface RunEstimate {
  /** US dollars. */
  readonly usd: number;
  /** Shortest time, seconds. */
  readonly minSeconds: number;
  /** Longest time, seconds. */
  readonly maxSeconds: number;
  /** Where the numbers come from. */
  readonly source: string;
}

/** A file as fal's answers describe it. */
export interface AnswerFile {
  readonly url: string;
  readonly content_type: string;
  readonly file_name: string;
  readonly file_size: number;
}

/** An input in fal's spelling, checked, with defaults. Only the seed may be missing. */
export type WireInput = Readonly<Record<string, unknown>>;

/**
 * Describes one endpoint; {@link defineProvider} makes the provider from it.
 *
 * @example
 * const priceOf: ProviderDeclaration<{ seed: number }>['estimate'] = () => ({
 *   usd: 0.1,
 *   minSeconds: 10,
 *   maxSeconds: 20,
 *   source: 'the price page',
 * });
 */
export interface ProviderDeclaration<P extends RunParameters> {
  /** fal's endpoint id. */
  readonly id: string;
  /** Name of the model for a person. */
  readonly label: string;
  /** One row for every parameter; one of them is `seed`. */
  readonly parameters: readonly (ParameterSpec & { readonly name: keyof P & string })[];
  /** The input's field that takes the image's address. Default `image_url`. */
  readonly imageField?: string;
  /** The answer's field that holds the GLB. */
  readonly outputField: string;
  /** Price and duration of a run with these parameters. */
  estimate(parameters: P): RunEstimate;
  /** Remarks on valid parameters. Default: none. */
  check?(parameters: P): readonly ParameterIssue[];
}

/**
 * Everything the rest of the product knows about one endpoint: forms, command line, validation, prices, the local service
 * and stored records follow from it.
 *
 * @example
 * const provider: ImageTo3DProvider = generator.provider;
 * const { usd, source } = provider.estimate(provider.complete({}, 7));
 * console.log(`${provider.label}: about $${usd} (${source})`);
 */
export interface ImageTo3DProvider<P extends RunParameters = RunParameters> extends ProviderDeclaration<P> {
  readonly imageField: string;
  /** Defaults of every parameter but the seed. */
  readonly defaults: Omit<P, 'seed'>;
  /** The endpoint's input: values out of range are refused, defaults added, unknown fields dropped. */
  readonly inputSchema: z.ZodType<WireInput>;
  /** Schema of the service's answer. */
  readonly outputSchema: z.ZodType;
  check(parameters: P): readonly ParameterIssue[];
  /** Completes and checks; throws `validation` with one field for each bad parameter, in our spelling. */
  complete(partial: Partial<P>, seed: number): P;
  /** Our spelling → the wire, without the image. */
  toWire(parameters: P): Record<string, unknown>;
  /** Our spelling → the wire, with the address of the image. */
  toInput(parameters: P, imageUrl: string): Record<string, unknown>;
  /** The wire → our spelling. A missing seed becomes `seed`, since every recipe names one. */
  fromInput(input: WireInput, seed: number): P;
  /** The same for the local engine. */
  toLocal(parameters: P): LocalParameters;
  /** Finds the GLB in the service's answer; throws `protocol`. */
  readResult(output: unknown): { readonly url: string; readonly fileBytes?: number };
  /** The answer that holds this GLB. */
  toOutput(file: AnswerFile): Record<string, unknown>;
}
