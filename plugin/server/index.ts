export type { Clock } from '../core/clock.ts';
export {
  type CorsPolicy,
  createLocalService,
  type Ledger,
  type LedgerRow,
  type LocalService,
  type LocalServiceOptions,
  type ServiceContext,
} from '../fal-service/index.ts';
export { defineProvider } from '../recipe/define-provider.ts';
export type { ImageTo3DProvider, ProviderDeclaration } from '../recipe/provider.ts';
export { PROVIDERS, type Providers } from '../recipe/providers/index.ts';
export {
  createImageTo3DServer,
  type ImageTo3DServer,
  type ImageTo3DServerOptions,
  type ServerContext,
  type ServerInfo,
} from './image-to-3d-server.ts';
export { createFalProxy } from './proxy/app.ts';
export type { Reservation, SpendCap, SpendRecord, SpendStore } from './proxy/limits/spend.ts';
export type { FalProxy, FalProxyOptions, ProxyContext } from './proxy/options.ts';
