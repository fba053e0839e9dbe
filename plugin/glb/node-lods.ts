import type { GltfNode } from './gltf-schema.ts';

/** Nodes that stand for this one from further away (MSFT_lod), the finest first. */
export function lodsOf({ extensions }: GltfNode): readonly number[] {
  return extensions?.MSFT_lod?.ids ?? [];
}
