import type { LocalService } from '../../plugin/fal-service/app.ts';
import type { FalEmulator } from './index.ts';

/** The emulator behind a server that was started with `createFalEmulator`. */
export function emulatorOf({ service }: { readonly service: LocalService | undefined }): FalEmulator {
  if (!service || !('faults' in service)) throw new Error('There is no emulator behind this server.');
  return service as FalEmulator;
}
