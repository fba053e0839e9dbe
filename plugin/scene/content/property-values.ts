/** Values of an object's properties by path; colours and vectors are copies. */
export type PropertyValues = ReadonlyMap<string, unknown>;

interface ValueLike {
  clone(): unknown;
  equals(other: unknown): boolean;
}

const isValueLike = (value: unknown): value is ValueLike =>
  typeof value === 'object' && value !== null && 'clone' in value && 'equals' in value;

/** Copies a colour or vector, so that a later edit in place does not change it. */
function snapshot(value: unknown): unknown {
  return isValueLike(value) ? value.clone() : value;
}

export function isSameValue(a: unknown, b: unknown): boolean {
  return Object.is(a, b) || (isValueLike(a) && isValueLike(b) && a.equals(b));
}

function ownerOf(object: object, path: string): { owner: object; key: string } | undefined {
  const [first = path, second] = path.split('.');
  if (second === undefined) return { owner: object, key: first };
  const inner: unknown = Reflect.get(object, first);
  return typeof inner === 'object' && inner !== null ? { owner: inner, key: second } : undefined;
}

/** Reads the properties that the object has. A dot in a path leads into a sub-object. */
export function readValues(object: object, paths: readonly string[]): PropertyValues {
  const values = new Map<string, unknown>();
  for (const path of paths) {
    const at = ownerOf(object, path);
    if (at && at.key in at.owner) values.set(path, snapshot(Reflect.get(at.owner, at.key)));
  }
  return values;
}

/** Sets one property, if the object has it and holds another value. */
export function writeValue(object: object, path: string, value: unknown): void {
  const at = ownerOf(object, path);
  if (!at || !(at.key in at.owner) || isSameValue(Reflect.get(at.owner, at.key), value)) return;
  Reflect.set(at.owner, at.key, snapshot(value));
}
