export {
  createLocalService,
  type LocalService,
  type LocalServiceOptions,
  type ServiceContext,
} from '../fal-service/app.ts';
export { type Clock, createManualClock, createRealClock, type ManualClock } from '../fal-service/clock.ts';
export type { CorsPolicy } from '../fal-service/cors.ts';
export type { FaultId, FaultRoute } from '../fal-service/fault-catalogue.ts';
export type { ActiveFault, FaultRule, Faults } from '../fal-service/faults.ts';
export type { Ledger, LedgerRow } from '../fal-service/ledger.ts';
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
