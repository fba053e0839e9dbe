import { type AnyJson, type GlbParts, packGlb } from '../../fixtures/make-glb.ts';
import { pick, type Random, random } from './random.ts';

const deep = (levels: number): unknown => (levels === 0 ? 0 : [deep(levels - 1)]);

// Values at which readers break: signs, ends of integer types, wrong types, depth, names of Object.prototype.
const BOUNDARY: readonly unknown[] = [
  ...[-1, 0, 1, 2, 3, 4, 0.5, -0, 255, 65535, 2 ** 31, 2 ** 32 - 1, 2 ** 53, 1e308, 1e-308, -1e38],
  ...[null, true, false, '', 'x', '__proto__', 'constructor', '\u202e<img onerror=x>', 'image/ktx2'],
  ...[[], {}, [0], [-1], [null], [[]], { index: 0 }, { uri: 'x' }, deep(60), deep(70), 'x'.repeat(20_000)],
  ...['EXT_meshopt_compression', 'KHR_draco_mesh_compression', { toString: 1 }],
];

type Place = readonly [parent: AnyJson, key: string];

function places(value: AnyJson, found: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return found;
  for (const key of Object.keys(value)) {
    found.push([value, key]);
    places(value[key], found);
  }
  return found;
}

const copy = (value: unknown) => (value === undefined ? null : JSON.parse(JSON.stringify(value)));

function mutateJson(json: AnyJson, next: Random): void {
  const all = places(json);
  if (all.length === 0) return;
  const [parent, key] = pick(next, all);
  switch (next(8)) {
    case 0:
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete parent[key];
      return;
    case 1: // an entry once more, at its end
      if (Array.isArray(parent)) parent.push(copy(parent[Number(key)]));
      else parent[`${key}_`] = copy(parent[key]);
      return;
    case 2: {
      // two values change places
      const [otherParent, otherKey] = pick(next, all);
      const [mine, other] = [copy(parent[key]), copy(otherParent[otherKey])];
      parent[key] = other;
      otherParent[otherKey] = mine;
      return;
    }
    case 3: // a number a little off
      parent[key] =
        typeof parent[key] === 'number'
          ? parent[key] + pick(next, [-1, 1, 4, 1000])
          : copy(pick(next, BOUNDARY));
      return;
    default:
      parent[key] = copy(pick(next, BOUNDARY));
  }
}

function mutateBytes(file: Uint8Array<ArrayBuffer>, next: Random): Uint8Array<ArrayBuffer> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const second = 20 + view.getUint32(12, true);
  switch (next(4)) {
    case 0: {
      // a word of a header
      const at = pick(
        next,
        [0, 4, 8, 12, 16, second, second + 4].filter((offset) => offset + 4 <= file.length),
      );
      const value = pick(next, [
        0,
        1,
        3,
        2 ** 31,
        2 ** 32 - 1,
        view.getUint32(at, true) + pick(next, [-4, 4, 1]),
      ]);
      view.setUint32(at, value, true);
      return file;
    }
    case 1:
      return file.slice(0, next(file.length));
    case 2: {
      // a float, an index or a byte of an image in the binary chunk
      const at = second + 8 + next(Math.max(1, file.length - second - 12));
      if (at + 4 <= file.length) view.setFloat32(at, pick(next, [Number.NaN, Infinity, 3e38, -1, 0]), true);
      return file;
    }
    default:
      for (let edits = 1 + next(3); edits > 0; edits--) file[next(file.length)] = next(256);
      return file;
  }
}

/**
 * `count` damaged files, the same ones for the same seed: nine of ten with one to three changes in the structure of
 * their JSON, the rest in headers and bytes.
 */
export function* glbMutants(
  seeds: readonly GlbParts[],
  count: number,
  seed: number,
): Generator<Uint8Array<ArrayBuffer>> {
  const next = random(seed);
  const texts = seeds.map(({ json, bin }) => ({ text: JSON.stringify(json), bin: bin! }));
  for (let i = 0; i < count; i++) {
    const { text, bin } = texts[i % texts.length]!;
    if (next(10) === 0) {
      yield mutateBytes(packGlb({ json: text, bin }), next);
      continue;
    }
    const json = JSON.parse(text);
    for (let edits = 1 + next(3); edits > 0; edits--) mutateJson(json, next);
    yield packGlb({ json, bin });
  }
}
