import type { GltfNode } from './gltf-schema.ts';

/** The lower levels of detail of a node (MSFT_lod), the finest first. */
export function lodsOf({ extensions }: GltfNode): readonly number[] {
  return extensions?.MSFT_lod?.ids ?? [];
}
