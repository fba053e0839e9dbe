export type Simplifier = typeof import('meshoptimizer/simplifier')['MeshoptSimplifier'];

/** meshoptimizer's simplifier, its wasm compiled: loaded on first use. */
export async function loadSimplifier(): Promise<Simplifier> {
  const { MeshoptSimplifier } = await import('meshoptimizer/simplifier');
  await MeshoptSimplifier.ready;
  return MeshoptSimplifier;
}
