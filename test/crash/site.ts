import { createHash } from 'node:crypto';
import { createImageTo3DServer } from '../../plugin/server/index.ts';
import { toNodeListener } from '../../plugin/server/node.ts';
import { emulatorOf } from '../fal-emulator/emulator-of.ts';
import { createFalEmulator, type FalEmulator } from '../fal-emulator/index.ts';
import { buildPage } from '../fixtures/built-page.ts';
import { gridBoxGlb } from '../fixtures/grid-box.ts';
import { createScriptedEngine } from '../fixtures/scripted-engine.ts';
import { answerFrom, type Served, serveListener } from '../fixtures/served.ts';
import { requestKind } from './page/request-kind.ts';

/** One kind of request on its way through the server. */
export type Gate = (kind: string) => Promise<void>;

/** The page with this package's server beside it, whose ledger stands outside of every page. */
export interface CrashSite extends Served {
  /** One row an accepted submit. */
  readonly charges: () => number;
  readonly requestIds: () => string[];
  /** SHA-256 of the file that the service gives out. */
  readonly fileHash: string;
  readonly service: FalEmulator;
  /** Called when a request has been worked on, before its answer goes out. */
  onAnswer: Gate;
}

/** @param page - folder of the page */
export async function serveCrashSite(page = 'test/crash/page'): Promise<CrashSite> {
  const answerFile = answerFrom(await buildPage(page));
  const engine = createScriptedEngine();
  const glb = await gridBoxGlb(8);
  engine.onRequest = async () => glb;
  const server = createImageTo3DServer({ engine }, createFalEmulator);
  const service = emulatorOf(server);
  const site = {
    fileHash: createHash('sha256').update(glb).digest('hex'),
    service,
    charges: () => service.ledger.rows.length,
    requestIds: () => service.ledger.rows.map(({ requestId }) => requestId),
    onAnswer: (async () => {}) as Gate,
  };
  const answerApi = toNodeListener(async (request, context) => {
    const kind = requestKind(request);
    const answer = await server.fetch(request, context);
    await site.onAnswer(kind);
    return answer;
  });
  const served = await serveListener((request, response) =>
    request.url?.startsWith('/api/fal') ? answerApi(request, response) : answerFile(request, response),
  );
  return Object.assign(site, {
    url: served.url,
    async close() {
      await served.close();
      server.dispose();
    },
  });
}
