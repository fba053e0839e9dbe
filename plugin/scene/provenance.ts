import type { Node } from '@babylonjs/core/node.js';
import { z } from 'zod';

const vectorSchema = z.tuple([z.number(), z.number(), z.number()]);

const statsSchema = z.object({
  triangles: z.number(),
  vertices: z.number(),
  drawCalls: z.number(),
  materials: z.number(),
  textures: z.number(),
  maxTextureSizePx: z.number(),
  gpuBytes: z.number(),
  fileBytes: z.number(),
  boundsMin: vectorSchema,
  boundsMax: vectorSchema,
});

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
  /** Made by the local engine, not by Trellis-2. */
  isLocal: z.boolean(),
  /** ISO 8601. */
  createdAt: z.iso.datetime(),
  /** Absent while only the placeholder stands. */
  stats: statsSchema.optional(),
});

export type Provenance = z.infer<typeof provenanceSchema>;

const KEY = 'imageTo3D';
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
