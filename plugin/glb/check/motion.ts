import { GLB_LIMITS } from '../glb-limits.ts';
import type { Gltf } from '../gltf-schema.ts';
import { grouped, invalidGlb } from '../invalid-glb.ts';

const morphTargetsOf = ({ nodes, meshes }: Gltf, node: number | undefined) =>
  meshes[nodes[node ?? -1]?.mesh ?? -1]?.primitives[0]?.targets.length ?? 0;

/** Limits joints and keys: a loader creates an object for each reference, even when they share bytes. */
export function checkMotion(gltf: Gltf): void {
  const joints = gltf.skins.reduce((sum, skin) => sum + skin.joints.length, 0);
  let keys = 0;
  for (const { channels, samplers } of gltf.animations)
    for (const { sampler, target } of channels) {
      const count = gltf.accessors[samplers[sampler]!.input]!.count;
      keys += target.path === 'weights' ? count * morphTargetsOf(gltf, target.node) : count;
    }
  const limits = [
    ['skins', joints, 'joints', GLB_LIMITS.maxJoints],
    ['animations', keys, 'keys', GLB_LIMITS.maxAnimationKeys],
  ] as const;
  for (const [where, value, what, limit] of limits)
    if (value > limit)
      throw invalidGlb(
        `The GLB has ${where} with ${grouped(value)} ${what} in total; the limit is ${grouped(limit)}`,
      );
}
