export {
  createLocalService,
  type LocalService,
  type LocalServiceOptions,
  type ServiceContext,
} from './app.ts';
export type { CorsPolicy } from './cors.ts';
export type { Ledger, LedgerRow } from './ledger.ts';
export { isFileRequest } from './media/file-request.ts';
export { mediaPathOf } from './media/media.ts';
export { VIRTUAL_HOSTS } from './vhost.ts';
