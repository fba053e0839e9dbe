import type { FitPlan, FitRepair } from '../budget/fit-plan.ts';
import type { LintFinding, MasterFacts } from '../budget/master-facts.ts';
import type { BakeHelpers } from './bake/bands/bake-bands.ts';
import type { FitOptions, FitPreview, FitResult } from './contract.ts';
import type { TextureCodec } from './texture/codec.ts';

/** What the fit needs from the platform; the rest is the same in a browser's worker and in Node. */
export interface FitPlatform {
  readonly codec: TextureCodec;
  /** Milliseconds from an arbitrary start, for timings. */
  now(): number;
  /** Workers that share large bakes; absent where all is done on one thread. */
  readonly helpers?: BakeHelpers;
}

/** An opened master: the worker's side of a session. */
export interface OpenMaster {
  readonly facts: MasterFacts;
  preview(triangles: number, repairs: readonly FitRepair[], signal: AbortSignal): Promise<FitPreview>;
  lint(signal: AbortSignal): Promise<readonly LintFinding[]>;
  fit(plan: FitPlan, options: FitOptions): Promise<FitResult>;
}
