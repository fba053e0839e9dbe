import type { FitPlan } from '../budget/fit-plan.ts';
import { PACKAGE_NAME } from '../core/package-name.ts';
import type { GenerationResult } from '../generation/generation.ts';
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
    ...(billableUnits === undefined ? {} : { billableUnits }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(result.isFromLibrary ? { isFromLibrary: true } : {}),
    ...(result.libraryHash === undefined ? {} : { libraryHash: result.libraryHash }),
  };
}

export interface ProvenanceFacts {
  readonly assetId: string;
  readonly provider: string;
  readonly imageName: string;
  /** SHA-256 of the prepared picture, where it is known. */
  readonly imageHash: string | undefined;
  readonly parameters: Provenance['parameters'];
  /** Absent while only the placeholder stands. */
  readonly version: AssetVersion | undefined;
  readonly nowMs: number;
}

/** What the placement node's metadata says of where the asset comes from. */
export function provenanceOf({ imageHash, version, nowMs, ...facts }: ProvenanceFacts): Provenance {
  return {
    ...facts,
    generator: PACKAGE_NAME,
    parameters: { ...(version?.parameters ?? facts.parameters) },
    isLocal: version?.isLocal ?? true,
    createdAt: new Date(version?.endedAtMs ?? nowMs).toISOString(),
    ...(imageHash ? { imageHash } : {}),
    ...(version?.requestId ? { requestId: version.requestId } : {}),
    ...(version ? { versionId: version.id, stats: version.stats } : {}),
    ...(version?.fit ? { fit: { plan: version.fit.plan, stats: version.fit.stats } } : {}),
  };
}

/** The same for a file that is about to be fitted: with the plan, without what only the finished file tells. */
export function fittedProvenanceOf(facts: ProvenanceFacts, plan: FitPlan): Provenance {
  const { fit: _shown, ...provenance } = provenanceOf(facts);
  return {
    ...provenance,
    fit: { plan, fittedAt: new Date(facts.nowMs).toISOString() },
  };
}
