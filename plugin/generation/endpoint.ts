import type { Clock } from '../core/clock.ts';
import { ImageTo3DError } from '../core/errors.ts';
import { createFalTransport, readServiceInfo } from '../fal/transport.ts';
import type { JobTransport } from '../job/transport.ts';
import type { LocalEngine } from '../local-engine/contract.ts';
import { createLocalTransport } from '../local-engine/local-transport.ts';
import type { ImageTo3DProvider } from '../recipe/provider.ts';
import type { RunParameters } from '../recipe/run-parameters.ts';
import type { CostEstimate, EndpointInfo } from './endpoint-info.ts';

/**
 * Where runs go: `'local'` (the local engine, no network), the base address of this package's server such as
 * `'/api/fal'` (it holds the key, or runs the engine itself), or a fal key, for Node programs only.
 */
export type Endpoint =
  | 'local'
  | (string & {})
  | { readonly credentials: string | (() => string | undefined) };

/** An endpoint ready for use: what it is, and the way to run jobs there. */
export interface ResolvedEndpoint {
  /** `local`, `fal`, or the server's base address: a run is resumed at the same place only. */
  readonly address: string;
  readonly info: EndpointInfo;
  readonly transport: JobTransport;
}

function infoOf(kind: EndpointInfo['kind'], { label }: ImageTo3DProvider): EndpointInfo {
  const notModel = `an approximation, not ${label}`;
  const labels = {
    local: `Local engine: ${notModel}`,
    'local-service': `Local service on this machine: ${notModel}`,
    fal: `${label} on fal.ai`,
  };
  return { kind, label: labels[kind], isLocal: kind !== 'fal' };
}

/** The endpoint's assumed info, until it has answered. */
export function assumeEndpoint(endpoint: Endpoint, provider: ImageTo3DProvider): EndpointInfo {
  return infoOf(endpoint === 'local' ? 'local' : 'fal', provider);
}

/**
 * Returns the address if this package's server answers there, otherwise `'local'`: for pages that may be served without
 * a server. Throws `network` when the address cannot be reached.
 *
 * @example
 * const endpoint = await detectEndpointAsync('/api/fal');
 * const generator = createGenerator({ scene, endpoint });
 */
export async function detectEndpointAsync(baseUrl: string): Promise<Endpoint> {
  const info = await readServiceInfo(baseUrl).catch((thrown: unknown) => {
    // A server that refuses this page cannot be used by it.
    if (thrown instanceof ImageTo3DError && thrown.code === 'refused') return undefined;
    throw thrown;
  });
  return info ? baseUrl : 'local';
}

/** Asks the endpoint what it is. Throws `network` when no server of this package answers, `refused` when it refuses the page. */
export async function resolveEndpoint(
  endpoint: Endpoint,
  provider: ImageTo3DProvider,
  localEngine: () => Promise<LocalEngine>,
  clock: Clock,
): Promise<ResolvedEndpoint> {
  if (endpoint === 'local')
    return {
      address: 'local',
      info: infoOf('local', provider),
      transport: createLocalTransport(await localEngine(), provider, () => clock.now()),
    };
  if (typeof endpoint === 'object')
    return {
      address: 'fal',
      info: infoOf('fal', provider),
      transport: createFalTransport({ provider, clock, credentials: endpoint.credentials }),
    };
  const baseUrl = endpoint.replace(/\/+$/, '');
  const info = await readServiceInfo(baseUrl);
  if (!info) throw new ImageTo3DError('network', `No image-to-3D server answers at ${baseUrl}.`);
  const transport = createFalTransport({
    provider,
    clock,
    proxyUrl: `${baseUrl}/proxy`,
    mediaUrl: `${baseUrl}/media`,
    submitsUrl: `${baseUrl}/submits`,
  });
  return { address: baseUrl, info: infoOf(info.mode, provider), transport };
}

/** What one run costs at the endpoint: an estimate, never a quote. */
export function estimateCost(
  info: EndpointInfo,
  provider: ImageTo3DProvider,
  parameters: RunParameters,
): CostEstimate {
  if (info.isLocal) return { usd: 0, text: 'local · free' };
  const { usd, minSeconds, maxSeconds } = provider.estimate(parameters);
  const duration = durationRange(minSeconds, maxSeconds);
  return { usd, text: `about $${usd.toFixed(2)} on fal · ${duration}`, duration };
}

/** "15–40 s", "1.6–7.8 min". */
function durationRange(minSeconds: number, maxSeconds: number): string {
  if (maxSeconds <= 90) return `${minSeconds}–${maxSeconds} s`;
  const minutes = (seconds: number) => Number((seconds / 60).toFixed(1));
  return `${minutes(minSeconds)}–${minutes(maxSeconds)} min`;
}
