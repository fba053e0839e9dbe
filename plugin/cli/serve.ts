import { once } from 'node:events';
import { ImageTo3DError } from '../core/errors.ts';
import { readFalKey } from '../core/fal-key.ts';
import { omitUndefined } from '../core/omit-undefined.ts';
import { nodePlatform } from '../generation/node-platform.ts';
import { DEFAULT_PROVIDER } from '../recipe/providers/index.ts';
import { serve } from '../server/node.ts';
import type { Command } from './arguments.ts';

type ServeCommand = Extract<Command, { type: 'serve' }>;

/**
 * Runs `serve` until interrupted: the proxy when `FAL_KEY` is set, else (or with `--local`) the fal-compatible service.
 * The first line on standard output is the address. Throws `unsupported-platform` when the port is taken.
 */
export async function serveCommand({ port, local, requireKey, allowedHosts }: ServeCommand): Promise<number> {
  const falKey = local ? undefined : readFalKey(process.env.FAL_KEY);
  const isLocal = !falKey;
  const engine = isLocal ? await nodePlatform.createLocalEngineAsync() : undefined;
  const server = await serve({
    port,
    local: isLocal,
    requireKey,
    allowedHosts,
    configuredBy: 'serve (--allowed-hosts)',
    ...omitUndefined({ falKey, engine }),
  }).catch((cause: Error) => {
    throw new ImageTo3DError('unsupported-platform', `Could not serve on port ${port}: ${cause.message}`, {
      cause,
    });
  });
  process.stdout.write(`${server.url}\n`);
  process.stderr.write(
    isLocal
      ? `fal-compatible local service: a local approximation, not ${DEFAULT_PROVIDER.label}. Submit to ${server.url}/queue.fal.run/${DEFAULT_PROVIDER.id}\n`
      : `Proxy for fal.ai (paid). Proxy address: ${server.url}/proxy\n`,
  );
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await server.close();
  engine?.dispose();
  return 0;
}
