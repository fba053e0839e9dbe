import type { Clock } from '../../plugin/core/clock.ts';
import type { RandomSource } from '../../plugin/fal-service/random.ts';
import {
  FAULT_ROUTES,
  FAULTS,
  type FaultAction,
  type FaultId,
  type FaultRoute,
  faultFamily,
} from './fault-catalogue.ts';

/** When a fault strikes, and how often. */
export interface FaultRule {
  readonly fault: FaultId;
  /** One of the fault's variants; its first one when left out. */
  readonly variant?: string;
  /** The kind of request; the fault's own when left out. */
  readonly route?: FaultRoute;
  readonly method?: string;
  /** Only from the nth matching request on, counted from 1. */
  readonly nth?: number;
  /** Chance per matching request, 0…1, from the service's random source. */
  readonly probability?: number;
  /** Strikes at most this often; 1 when left out, unless `forMs` is given. */
  readonly times?: number;
  /** Strikes for this long after it was added (offline windows). */
  readonly forMs?: number;
  /** Delay, pause or throttle of the variants that have one. Default 1000. */
  readonly ms?: number;
}

/** A rule in the plan. */
export interface ActiveFault extends FaultRule {
  /** How often it has struck. */
  readonly hits: number;
}

export interface Faults {
  /** Throws a RangeError for a fault, variant or route that does not exist. The returned function takes it out again. */
  add(rule: FaultRule): () => void;
  clear(): void;
  readonly active: readonly ActiveFault[];
  /** The action for this request, counted as struck; undefined for none. */
  take(route: FaultRoute, method: string): { readonly action: FaultAction; readonly ms: number } | undefined;
}

interface Entry {
  readonly rule: FaultRule;
  readonly action: FaultAction;
  readonly route: FaultRoute | undefined;
  readonly addedAtMs: number;
  seen: number;
  hits: number;
}

const INTERNAL_ROUTES: readonly FaultRoute[] = ['worker', 'webhook'];

function resolve(rule: FaultRule): Pick<Entry, 'action' | 'route'> {
  if (!Object.hasOwn(FAULTS, rule.fault)) throw new RangeError(`There is no fault ${rule.fault}.`);
  const { variants, route } = faultFamily(rule.fault);
  const name = rule.variant ?? Object.keys(variants)[0] ?? '';
  const action = Object.hasOwn(variants, name) ? variants[name] : undefined;
  if (action === undefined) {
    const known = Object.keys(variants).join(', ');
    throw new RangeError(`${rule.fault} has no variant ${name}; it has ${known}.`);
  }
  if (rule.route !== undefined && !FAULT_ROUTES.includes(rule.route))
    throw new RangeError(`There is no route ${rule.route}; there are ${FAULT_ROUTES.join(', ')}.`);
  return { action, route: rule.route ?? route };
}

/** A plan of faults: rules are tried in the order in which they were added, the first that strikes wins. */
export function createFaults(clock: Clock, random: RandomSource): Faults {
  const entries = new Set<Entry>();
  const strikes = (entry: Entry, route: FaultRoute, method: string): boolean => {
    const { rule } = entry;
    const isInternal = INTERNAL_ROUTES.includes(route);
    if (entry.route === undefined ? isInternal : entry.route !== route) return false;
    if (rule.method !== undefined && rule.method.toUpperCase() !== method) return false;
    if (rule.forMs !== undefined && clock.now() >= entry.addedAtMs + rule.forMs) return false;
    entry.seen += 1;
    if (entry.seen < (rule.nth ?? 1)) return false;
    const limit = rule.times ?? (rule.forMs === undefined ? 1 : Number.POSITIVE_INFINITY);
    if (entry.hits >= limit) return false;
    return rule.probability === undefined || random.unit() < rule.probability;
  };
  return {
    add(rule) {
      const entry: Entry = { rule, ...resolve(rule), addedAtMs: clock.now(), seen: 0, hits: 0 };
      entries.add(entry);
      return () => entries.delete(entry);
    },
    clear: () => entries.clear(),
    get active() {
      return [...entries].map(({ rule, hits }) => ({ ...rule, hits }));
    },
    take(route, method) {
      for (const entry of entries) {
        if (!strikes(entry, route, method)) continue;
        entry.hits += 1;
        return { action: entry.action, ms: entry.rule.ms ?? 1000 };
      }
      return undefined;
    },
  };
}
