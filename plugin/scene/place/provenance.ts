import type { Node } from '@babylonjs/core/node.js';
import * as z from 'zod';
import { fitPlanSchema } from '../../budget/fit-plan.ts';
import { assetStatsSchema } from '../../glb/asset-stats.ts';

/** Where an asset comes from: what `metadata.imageTo3D` of a placement node holds. Plain JSON. */
export const provenanceSchema = z.object({
  /** Name and version of this package. */
  generator: z.string(),
  assetId: z.string(),
  /** Absent while only the placeholder is shown. */
  versionId: z.string().optional(),
  /** The provider's endpoint id. */
  provider: z.string(),
  /** The service's id of the run. */
  requestId: z.string().optional(),
  /** SHA-256 of the prepared PNG, lower-case hex. */
  imageHash: z.string().optional(),
  imageName: z.string(),
  /** Parameters of the run, with our names. */
  parameters: z.record(z.string(), z.union([z.number(), z.boolean()])),
  /** Made by the local engine, not by the provider's model. */
  isLocal: z.boolean(),
  /** ISO 8601. */
  createdAt: z.iso.datetime(),
  /** Of the master. Absent while only the placeholder is shown. */
  stats: assetStatsSchema.optional(),
  /** The fit that is shown instead of the master. In a fitted file without `stats`: a file cannot hold its own size. */
  fit: z
    .object({
      plan: fitPlanSchema,
      stats: assetStatsSchema.optional(),
      /** ISO 8601. */
      fittedAt: z.iso.datetime().optional(),
    })
    .optional(),
});

export type Provenance = z.infer<typeof provenanceSchema>;

/** Limit for provenance in an untrusted file; ours has less than 2,000. */
const MAX_PROVENANCE_CHARACTERS = 20_000;

export const PROVENANCE_KEY = 'imageTo3D';
const KEY = PROVENANCE_KEY;
// Not stored on the node: serialising a scene must not reach a handle, and a cloned node must not share it.
const handles = new WeakMap<Node, object>();

const metadataOf = (node: Node): Record<string, unknown> | undefined =>
  typeof node.metadata === 'object' && node.metadata !== null ? node.metadata : undefined;

/** Writes provenance to a placement node; the app's other `metadata` is kept. Throws a ZodError when it is not valid. */
export function writeProvenance(node: Node, provenance: Provenance): void {
  const record = provenanceSchema.parse(provenance);
  const metadata = metadataOf(node);
  if (metadata) metadata[KEY] = record;
  else node.metadata = { [KEY]: record };
}

/** The provenance of a placement node; undefined when there is none or it is not valid. */
export function readProvenance(node: Node): Provenance | undefined {
  const parsed = provenanceSchema.safeParse(metadataOf(node)?.[KEY]);
  return parsed.success ? parsed.data : undefined;
}

/** Reads provenance from the `asset.extras` of a GLB. `isInvalid` when there is some that is not valid. */
export function provenanceOfExtras(extras: unknown): { record?: Provenance; isInvalid: boolean } {
  const found = typeof extras === 'object' && extras !== null ? Reflect.get(extras, KEY) : undefined;
  if (found === undefined) return { isInvalid: false };
  if (JSON.stringify(found).length > MAX_PROVENANCE_CHARACTERS) return { isInvalid: true };
  const parsed = provenanceSchema.safeParse(found);
  return parsed.success ? { record: parsed.data, isInvalid: false } : { isInvalid: true };
}

/** The node itself or its nearest ancestor with provenance. */
export function findPlacementNode(node: Node): Node | undefined {
  for (let at: Node | null = node; at; at = at.parent) if (readProvenance(at)) return at;
  return undefined;
}

/** Links a run-time object to a placement node, without serialising it. */
export function linkHandle(node: Node, handle: object): void {
  handles.set(node, handle);
}

/** The object linked to this node or its nearest ancestor by {@link linkHandle}. */
export function linkedHandle(node: Node): object | undefined {
  for (let at: Node | null = node; at; at = at.parent) {
    const handle = handles.get(at);
    if (handle) return handle;
  }
  return undefined;
}
