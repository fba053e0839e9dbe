import type { z } from 'zod';
import type { ParameterSpec } from './parameter-spec.ts';
import type { Trellis2ParameterName, Trellis2Parameters } from './providers/trellis-2-parameters.ts';

/** A remark on a set of parameters. */
export interface ParameterIssue {
  /** A `refusal` stops the run before anything is sent; a `warning` is only shown. */
  readonly severity: 'refusal' | 'warning';
  /** Name of the parameter. */
  readonly parameter: Trellis2ParameterName;
  /** The remark, as a sentence for a person. */
  readonly message: string;
}

/** What a run is expected to take; every number is an estimate from `source`. */
export interface RunEstimate {
  /** US dollars. */
  readonly usd: number;
  readonly minSeconds: number;
  readonly maxSeconds: number;
  readonly source: string;
}

/** Everything the rest of the product knows about one endpoint. A new provider is one of these and one registry row. */
export interface ImageTo3DProvider {
  /** fal's endpoint id. */
  readonly id: string;
  readonly parameters: readonly (ParameterSpec & { readonly name: Trellis2ParameterName })[];
  readonly inputSchema: z.ZodType;
  readonly outputSchema: z.ZodType;
  /** Completes and checks; throws `validation`. */
  complete(partial: Partial<Trellis2Parameters>, seed: number): Trellis2Parameters;
  check(parameters: Trellis2Parameters): readonly ParameterIssue[];
  toInput(parameters: Trellis2Parameters, imageUrl: string): Record<string, unknown>;
  estimate(parameters: Trellis2Parameters): RunEstimate;
  /** Finds the GLB in the service's answer; throws `protocol`. */
  readResult(output: unknown): { readonly url: string; readonly fileBytes?: number };
}
