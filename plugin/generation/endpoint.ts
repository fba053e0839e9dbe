import type { Clock } from '../core/clock.ts';
import { ImageTo3DError } from '../core/errors.ts';
import { createFalTransport, readServiceInfo } from '../fal/transport.ts';
import type { JobTransport } from '../job/transport.ts';
import type { LocalEngine } from '../local-engine/contract.ts';
import { createLocalTransport } from '../local-engine/local-transport.ts';
import type { ImageTo3DProvider } from '../recipe/provider.ts';
import type { Trellis2Parameters } from '../recipe/providers/trellis-2-parameters.ts';
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

const LOCAL: EndpointInfo = {
  kind: 'local',
  label: 'Local engine: an approximation, not Trellis-2',
  isLocal: true,
};
const LOCAL_SERVICE: EndpointInfo = {
  kind: 'local-service',
  label: 'Local service on this machine: an approximation, not Trellis-2',
  isLocal: true,
};
const FAL: EndpointInfo = { kind: 'fal', label: 'Trellis-2 on fal.ai', isLocal: false };

/** What is assumed of an endpoint before it has been asked. */
export function assumeEndpoint(endpoint: Endpoint): EndpointInfo {
  return endpoint === 'local' ? LOCAL : FAL;
}

/**
 * The address of this package's server if one answers there, otherwise `'local'`: for pages that are served with and
 * without one. Throws `network` when the address cannot be reached.
 *
 * @example
 * const endpoint = await detectEndpoint('/api/fal');
 * const generator = createGenerator({ scene, endpoint });
 */
export async function detectEndpoint(baseUrl: string): Promise<Endpoint> {
  const info = await readServiceInfo(baseUrl).catch((thrown: unknown) => {
    // A server that does not let this page in is none for it.
    if (thrown instanceof ImageTo3DError && thrown.code === 'refused') return undefined;
    throw thrown;
  });
  return info ? baseUrl : 'local';
}

/** Asks the endpoint what it is. Throws `network` when nothing of ours answers at the address, `refused` when it refuses this page. */
export async function resolveEndpoint(
  endpoint: Endpoint,
  provider: ImageTo3DProvider,
  localEngine: () => Promise<LocalEngine>,
  clock: Clock,
): Promise<ResolvedEndpoint> {
  if (endpoint === 'local')
    return {
      address: 'local',
      info: LOCAL,
      transport: createLocalTransport(await localEngine(), () => clock.now()),
    };
  if (typeof endpoint === 'object')
    return {
      address: 'fal',
      info: FAL,
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
  return { address: baseUrl, info: info.mode === 'fal' ? FAL : LOCAL_SERVICE, transport };
}

/** What one run costs at the endpoint: an estimate, never a quote. */
export function estimateCost(
  info: EndpointInfo,
  provider: ImageTo3DProvider,
  parameters: Trellis2Parameters,
): CostEstimate {
  if (info.isLocal) return { usd: 0, text: 'local · free' };
  const { usd, minSeconds, maxSeconds } = provider.estimate(parameters);
  return { usd, text: `about $${usd.toFixed(2)} on fal · ${minSeconds}–${maxSeconds} s` };
}
