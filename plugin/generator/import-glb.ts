import * as z from 'zod';
import type { AssetVersion } from '../asset/contract.ts';
import type { Generation } from '../generation/generation.ts';
import { measureGlb } from '../glb/measure-glb.ts';
import { parseGlb } from '../glb/parse-glb.ts';
import { findProvider, PROVIDERS } from '../recipe/providers/index.ts';
import type { RunParameters } from '../recipe/run-parameters.ts';
import { availableDecoders } from '../scene/load/decoders.ts';
import { type Provenance, provenanceOfExtras } from '../scene/place/provenance.ts';

const extrasSchema = z.object({ asset: z.object({ extras: z.unknown() }) });

/** A file as the first version of an asset, with the provenance stored in it. */
export interface ImportedFile {
  readonly version: AssetVersion;
  readonly provenance: Provenance | undefined;
}

/**
 * Checks an existing GLB and reads its provenance. Unknown or damaged values are left out, with a note. Throws `invalid-glb`.
 */
export function readImportedFile(
  glb: Uint8Array<ArrayBuffer>,
  assetId: string,
  { provider, drawSeed, now }: Pick<Generation, 'provider' | 'drawSeed' | 'now'>,
): ImportedFile {
  const stats = measureGlb(glb, { decoders: availableDecoders() });
  const { record, isInvalid } = provenanceOfExtras(
    extrasSchema.safeParse(parseGlb(glb).json).data?.asset.extras,
  );
  const notes: string[] = [];
  const known = record && completed(record, provider);
  if (isInvalid || (record && !known))
    notes.push('The origin stored in this file cannot be read and is ignored.');
  else if (!record)
    notes.push('This file does not say how it was made: generating again uses the default parameters.');
  if (record?.fit)
    notes.push(
      `This file was already fitted to ${record.fit.plan.triangles.toLocaleString('en-US')} triangles: another fit starts from this file, not from its master.`,
    );
  const atMs = record ? Date.parse(record.createdAt) : now();
  return {
    provenance: known && record,
    version: {
      id: `${assetId}/1`,
      number: 1,
      isImported: true,
      provider: known ? record.provider : provider.id,
      parameters: known ?? provider.complete({}, drawSeed()),
      isLocal: (known && record.isLocal) ?? false,
      ...(known && record.requestId ? { requestId: record.requestId } : {}),
      stats,
      notes,
      startedAtMs: atMs,
      endedAtMs: atMs,
      // A copy: the caller may change its own array later.
      master: glb.slice(),
    },
  };
}

/** The completed parameters of a record; undefined when one of them is not the provider's. */
function completed(
  { provider: id, parameters }: Provenance,
  provider: Generation['provider'],
): RunParameters | undefined {
  const { seed } = parameters;
  if (typeof seed !== 'number') return undefined;
  try {
    return findProvider(id, [provider, ...PROVIDERS])?.complete(parameters, seed);
  } catch {
    return undefined;
  }
}
