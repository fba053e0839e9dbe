import type { FitPlan } from '../budget/fit-plan.ts';
import type { LintFinding, MasterFacts } from '../budget/master-facts.ts';
import { measureChecked } from '../glb/measure-glb.ts';
import { readGlb } from '../glb/read-glb.ts';
import type { FitOptions, FitPreview, FitResult } from './contract.ts';
import { openDocument } from './document/open-document.ts';
import { loadSimplifier } from './mesh/simplifier.ts';
import { readSource } from './source/read-source.ts';
import { openSurface } from './surface/open-surface.ts';
import type { TextureCodec } from './texture/codec.ts';

/** What the fit needs from where it runs: everything else is the same in a browser's worker and in Node. */
export interface FitHost {
  readonly codec: TextureCodec;
  /** Milliseconds from any start, for the report's timings. */
  now(): number;
}

/** A master read once; the worker's side of a session. */
export interface OpenMaster {
  readonly facts: MasterFacts;
  preview(triangles: number, signal: AbortSignal): Promise<FitPreview>;
  lint(signal: AbortSignal): Promise<readonly LintFinding[]>;
  fit(plan: FitPlan, options: FitOptions): Promise<FitResult>;
}

/** Checks and reads a master. Throws `invalid-glb`, `unfittable`. */
export async function openMaster(master: Uint8Array, host: FitHost): Promise<OpenMaster> {
  // Its wasm is compiled while the file is read; a failure is told by whoever needs it.
  loadSimplifier().catch(() => {});
  const glb = readGlb(master);
  const stats = measureChecked(glb, master.length);
  const source = await readSource(master, glb);
  return source.kind === 'surface'
    ? openSurface(source.surface, stats, host)
    : openDocument(master, source, stats, host);
}
