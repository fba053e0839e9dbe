import type { FitPlan } from '../budget/fit-plan.ts';
import { omitUndefined } from '../core/omit-undefined.ts';
import type { GenerationResult } from '../generation/generation.ts';
import { PACKAGE_NAME } from '../glb/package-name.ts';
import type { Provenance } from '../scene/place/provenance.ts';
import type { AssetVersion } from './contract.ts';

/** A finished run as the version `number` of an asset. */
export function versionOf(result: GenerationResult, assetId: string, number: number): AssetVersion {
  const { recipe, stats, isLocal, notes, startedAtMs, endedAtMs, master, billableUnits, requestId } = result;
  return {
    id: `${assetId}/${number}`,
    number,
    provider: recipe.provider,
    parameters: recipe.parameters,
    stats,
    isLocal,
    notes,
    startedAtMs,
    endedAtMs,
    master,
    ...omitUndefined({ billableUnits, requestId }),
    ...(result.isFromLibrary ? { isFromLibrary: true } : {}),
    ...omitUndefined({ libraryHash: result.libraryHash }),
  };
}

export interface ProvenanceFacts {
  readonly assetId: string;
  readonly provider: string;
  readonly imageName: string;
  /** SHA-256 of the prepared image, if it is known. */
  readonly imageHash: string | undefined;
  readonly parameters: Provenance['parameters'];
  /** Absent while only the placeholder is shown. */
  readonly version: AssetVersion | undefined;
  readonly nowMs: number;
}

/** The asset's origin, for the placement node's metadata. */
export function provenanceOf({ imageHash, version, nowMs, ...facts }: ProvenanceFacts): Provenance {
  return {
    ...facts,
    generator: PACKAGE_NAME,
    parameters: { ...(version?.parameters ?? facts.parameters) },
    isLocal: version?.isLocal ?? true,
    createdAt: new Date(version?.endedAtMs ?? nowMs).toISOString(),
    ...omitUndefined({ imageHash }),
    ...(version?.requestId ? { requestId: version.requestId } : {}),
    ...(version ? { versionId: version.id, stats: version.stats } : {}),
    ...(version?.fit ? { fit: { plan: version.fit.plan, stats: version.fit.stats } } : {}),
  };
}

/** The same for a file before its fit: with the plan, but without values that only the finished file has. */
export function fittedProvenanceOf(facts: ProvenanceFacts, plan: FitPlan): Provenance {
  const { fit: _shown, ...provenance } = provenanceOf(facts);
  return {
    ...provenance,
    fit: { plan, fittedAt: new Date(facts.nowMs).toISOString() },
  };
}
