export {
  createImageTo3DServer,
  type ImageTo3DServer,
  type ImageTo3DServerOptions,
  type ServerContext,
  type ServerInfo,
} from './image-to-3d-server.ts';
export { createFalProxy } from './proxy/app.ts';
export type { FalProxy, FalProxyOptions, ProxyContext } from './proxy/options.ts';
export type { Reservation, SpendCap, SpendRecord, SpendStore } from './proxy/spend.ts';
export {
  createLocalService,
  type LocalService,
  type LocalServiceOptions,
  type ServiceContext,
} from './service/app.ts';
export { type Clock, createManualClock, createRealClock, type ManualClock } from './service/clock.ts';
export type { CorsPolicy } from './service/cors.ts';
export type { FaultId, FaultRoute } from './service/fault-catalogue.ts';
export type { ActiveFault, FaultRule, Faults } from './service/faults.ts';
export type { Ledger, LedgerRow } from './service/ledger.ts';
