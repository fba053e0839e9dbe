import type { Row } from './measured.ts';

/** Where a peer that reached the target beats ours, or ours missed the target or is heavier than its master. */
export interface Verdict {
  readonly master: string;
  readonly target: number;
  readonly what: string;
}

/** At most the target, and at most 5 % below it. */
export const reachesTarget = ({ triangles, target }: Pick<Row, 'triangles' | 'target'>): boolean =>
  triangles <= target && triangles >= target * 0.95;

const isOurs = ({ method }: Row) => method.startsWith('ours');

/** Differences below these are the noise of the samples. */
const NOISE = { normalDegrees: 0.02, colorDb: 0.1, metallicRoughnessDb: 0.1, p99Bp: 0.1 } as const;

/**
 * Holds our fine fit against every peer at or up to 5 % below the target: shading normals, colour, roughness and metal,
 * distance. Empty when nothing is to be mended.
 */
export function verdicts(rows: readonly Row[]): Verdict[] {
  const found: Verdict[] = [];
  for (const ours of rows.filter(isOurs)) {
    const { master, target, method } = ours;
    if (!reachesTarget(ours))
      found.push({ master, target, what: `${method} made ${ours.triangles} triangles` });
    for (const what of ours.heavier ?? []) found.push({ master, target, what: `${method}: ${what}` });
    if (method !== 'ours fine') continue;
    const better = (peer: Row) => [
      ...(['normalDegrees', 'p99Bp'] as const)
        .filter((key) => peer[key] < ours[key] - NOISE[key])
        .map((key) => `${key} ${peer[key].toFixed(2)} against ${ours[key].toFixed(2)}`),
      ...(['colorDb', 'metallicRoughnessDb'] as const)
        .filter((key) => peer[key] > ours[key] + NOISE[key])
        .map((key) => `${key} ${peer[key].toFixed(1)} against ${ours[key].toFixed(1)}`),
    ];
    for (const peer of rows) {
      if (isOurs(peer) || peer.master !== master || peer.target !== target || !reachesTarget(peer)) continue;
      const what = better(peer);
      if (what.length > 0)
        found.push({
          master,
          target,
          what: `${peer.method}: ${what.join(', ')} (its colour: ${peer.colorDb.toFixed(1)} dB)`,
        });
    }
  }
  return found;
}
