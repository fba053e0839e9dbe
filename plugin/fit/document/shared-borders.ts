import { LOCKED, placeKey, type SimplifiablePart } from './simplify-part.ts';

/** Numbers every place; vertices at one place of any part get the same number. */
function placesOf(parts: readonly SimplifiablePart[]): Uint32Array[] {
  const numbers = new Map<string, number>();
  return parts.map(({ positions }) =>
    Uint32Array.from({ length: positions.length / 3 }, (_, i) => {
      const at = placeKey(positions, i);
      const known = numbers.get(at);
      if (known === undefined) numbers.set(at, numbers.size);
      return known ?? numbers.size - 1;
    }),
  );
}

/** The places at edges that have a triangle on one side only. */
function borderPlaces({ indices }: SimplifiablePart, places: Uint32Array): number[] {
  const edges = new Map<number, number>();
  for (let i = 0; i < indices.length; i++) {
    const [from, to] = [places[indices[i]!]!, places[indices[i % 3 === 2 ? i - 2 : i + 1]!]!];
    const edge = Math.min(from, to) * 2 ** 26 + Math.max(from, to);
    edges.set(edge, (edges.get(edge) ?? 0) + 1);
  }
  return [...edges].flatMap(([edge, count]) =>
    count === 1 ? [Math.floor(edge / 2 ** 26), edge % 2 ** 26] : [],
  );
}

/** Locks vertices where the border of one part touches another part, so that no gap opens between them. */
export function lockSharedBorders(parts: readonly SimplifiablePart[]): void {
  if (parts.length < 2) return;
  const places = placesOf(parts);
  const owner = new Map<number, number>();
  const shared = new Set<number>();
  places.forEach((numbers, part) => {
    for (const place of numbers) {
      const first = owner.get(place);
      if (first === undefined) owner.set(place, part);
      else if (first !== part) shared.add(place);
    }
  });
  if (shared.size === 0) return;
  const locked = new Set<number>();
  parts.forEach((part, i) => {
    for (const place of borderPlaces(part, places[i]!)) if (shared.has(place)) locked.add(place);
  });
  parts.forEach(({ locks }, part) => {
    for (let i = 0; i < locks.length; i++) if (locked.has(places[part]![i]!)) locks[i] = LOCKED;
  });
}
