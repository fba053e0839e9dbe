/**
 * Copies an object without its undefined members, for types whose members may be absent but not undefined.
 *
 * @example
 * const options = { name: 'chair', ...omitUndefined({ signal }) };
 */
export function omitUndefined<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const defined = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(defined) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
