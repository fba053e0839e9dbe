import { seeded } from './records.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Place = { readonly holder: Record<string, Json>; readonly key: string };

const BOUNDARIES: readonly Json[] = [
  null,
  true,
  -1,
  0,
  0.5,
  2 ** 31,
  2 ** 32 - 1,
  Number.MAX_SAFE_INTEGER,
  1e308,
  '',
  '12',
  '\u202edefrag\u0000',
  '<img src=x onerror=alert(1)>',
  'x'.repeat(20_000),
  [],
  {},
  [[[[[[[[]]]]]]]],
  { version: 1 },
];

function placesOf(value: Json): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, Json>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesOf(holder[key] ?? null)]);
}

const KINDS = ['boundary', 'delete', 'extra', 'version', 'truncate', 'swap', 'whole', 'number'] as const;

/** One mutant of a JSON value for each call: a leaf or a branch changed, cut, doubled, renamed or exchanged. */
export function createMutator(seed: number): (value: unknown) => unknown {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

  return (value) => {
    const copy = structuredClone(value) as { [key: string]: Json };
    const places = placesOf(copy);
    const { holder, key } = pick(places);
    switch (pick(KINDS)) {
      case 'boundary':
        holder[key] = structuredClone(pick(BOUNDARIES));
        return copy;
      case 'delete':
        delete holder[key];
        return copy;
      case 'extra':
        // Own, as `JSON.parse` makes it.
        Object.defineProperty(holder, pick(['__proto__', 'constructor', 'note', '']), {
          value: pick(BOUNDARIES),
          enumerable: true,
          writable: true,
          configurable: true,
        });
        return copy;
      case 'version':
        copy.version = pick([0, 2, '1', 99, null]);
        return copy;
      case 'truncate': {
        const text = JSON.stringify(copy);
        return text.slice(0, Math.floor(random() * text.length));
      }
      case 'swap': {
        const other = pick(places);
        [holder[key], other.holder[other.key]] = [
          structuredClone(other.holder[other.key] ?? null),
          structuredClone(holder[key] ?? null),
        ];
        return copy;
      }
      case 'whole':
        return pick([null, 7, 'text', [], [copy], new Date(0), new Map([['id', copy]]), Number.NaN]);
      case 'number':
        for (const place of places) {
          const old = place.holder[place.key];
          if (typeof old === 'number') place.holder[place.key] = old * pick([-1, 1, 1.5, 1e300, Number.NaN]);
        }
        return copy;
    }
  };
}
