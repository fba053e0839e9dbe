import * as z from 'zod';
import { parseGlb } from '../../glb/parse-glb.ts';

const named = z.object({ name: z.string().optional() });

/** glTF members that the GLB check does not read, but a fit copies or refuses. */
const rawDocument = z.object({
  asset: z.object({ copyright: z.string().optional(), extras: z.record(z.string(), z.unknown()).optional() }),
  nodes: z.array(named.extend({ extensions: z.record(z.string(), z.unknown()).optional() })).default([]),
  meshes: z.array(named).default([]),
  samplers: z
    .array(z.object({ wrapS: z.number().default(10497), wrapT: z.number().default(10497) }))
    .default([]),
});

export type RawDocument = z.infer<typeof rawDocument>;

/** Invalid values of these members are dropped: none is needed to draw the file. */
export function readRawDocument(master: Uint8Array): RawDocument {
  const parsed = rawDocument.safeParse(parseGlb(master).json);
  return parsed.success ? parsed.data : { asset: {}, nodes: [], meshes: [], samplers: [] };
}
