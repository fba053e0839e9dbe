import type { Node } from '@babylonjs/core/node.js';
import * as z from 'zod';
import { fitPlanSchema } from '../../budget/fit-plan.ts';
import { assetStatsSchema } from '../../glb/asset-stats.ts';

/** Where an asset comes from: what `metadata.imageTo3D` of a placement node holds. Plain JSON. */
export const provenanceSchema = z.object({
  /** Name and version of this package. */
  generator: z.string(),
  assetId: z.string(),
  /** Absent while only the placeholder stands. */
  versionId: z.string().optional(),
  /** The provider's endpoint id. */
  provider: z.string(),
  /** The service's id of the run. */
  requestId: z.string().optional(),
  /** SHA-256 of the prepared PNG, lower-case hex. */
  imageHash: z.string().optional(),
  imageName: z.string(),
  /** Parameters of the run, in our spelling. */
  parameters: z.record(z.string(), z.union([z.number(), z.boolean()])),
  /** Made by the local engine, not by the provider's model. */
  isLocal: z.boolean(),
  /** ISO 8601. */
  createdAt: z.iso.datetime(),
  /** Of the master. Absent while only the placeholder stands. */
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

/** Of a record in a file from outside; ours have less than 2,000. */
const MAX_RECORD_CHARACTERS = 20_000;

export const PROVENANCE_KEY = 'imageTo3D';
const KEY = PROVENANCE_KEY;
// Not on the node itself, so that serialising a scene never walks into a handle and a cloned node does not share it.
const handles = new WeakMap<Node, object>();

const metadataOf = (node: Node): Record<string, unknown> | undefined =>
  typeof node.metadata === 'object' && node.metadata !== null ? node.metadata : undefined;

/** Tags a placement node; whatever else the host keeps in `metadata` stays. Throws a ZodError on a malformed record. */
export function writeProvenance(node: Node, provenance: Provenance): void {
  const record = provenanceSchema.parse(provenance);
  const metadata = metadataOf(node);
  if (metadata) metadata[KEY] = record;
  else node.metadata = { [KEY]: record };
}

/** The record of a placement node; undefined without one, or when it is not ours to read. */
export function readProvenance(node: Node): Provenance | undefined {
  const parsed = provenanceSchema.safeParse(metadataOf(node)?.[KEY]);
  return parsed.success ? parsed.data : undefined;
}

/** What {@link readProvenance} reads, from the `asset.extras` of a GLB. `isGarbled` when something of that name is there, but no record. */
export function provenanceOfExtras(extras: unknown): { record?: Provenance; isGarbled: boolean } {
  const found = typeof extras === 'object' && extras !== null ? Reflect.get(extras, KEY) : undefined;
  if (found === undefined) return { isGarbled: false };
  if (JSON.stringify(found).length > MAX_RECORD_CHARACTERS) return { isGarbled: true };
  const parsed = provenanceSchema.safeParse(found);
  return parsed.success ? { record: parsed.data, isGarbled: false } : { isGarbled: true };
}

/** The node itself or its nearest ancestor that carries a record. */
export function findPlacementNode(node: Node): Node | undefined {
  for (let at: Node | null = node; at; at = at.parent) if (readProvenance(at)) return at;
  return undefined;
}

/** Ties a run-time object to a placement node without storing it in anything that is serialised. */
export function linkHandle(node: Node, handle: object): void {
  handles.set(node, handle);
}

/** What {@link linkHandle} tied to this node or its nearest ancestor that has something. */
export function linkedHandle(node: Node): object | undefined {
  for (let at: Node | null = node; at; at = at.parent) {
    const handle = handles.get(at);
    if (handle) return handle;
  }
  return undefined;
}
