import type { Page } from 'playwright';
import { createImageTo3DServer } from '../../plugin/server/index.ts';
import { toNodeListener } from '../../plugin/server/node.ts';
import { startFalStandIn } from '../fixtures/fal-stand-in.ts';
import { FAL_MEDIA, likeFal, mediaOf } from '../fixtures/like-fal.ts';
import { type Served, servePlayground } from '../fixtures/served.ts';

const HOST = 'phone.example';
/** For Chromium: the name is this machine, but not one that a browser trusts without https. */
export const HOST_RULE = `--host-resolver-rules=MAP ${HOST} 127.0.0.1`;

export interface PaidSite extends Served {
  /** Runs that fal has taken and charged. */
  charges(): number;
  /** Has the page find fal's files, which it asks fal for itself, with the stand-in. */
  routeMedia(page: Page): Promise<void>;
}

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'access-control-allow-methods': '*',
};

async function serve(handle?: ReturnType<typeof toNodeListener>): Promise<Served> {
  const { url, close } = await servePlayground({
    allowedHosts: [HOST],
    plugins: [
      {
        name: 'paid-server',
        configurePreviewServer({ middlewares }) {
          middlewares.use((request, response, next) => {
            if (handle && request.url?.startsWith('/api/fal/')) handle(request, response);
            else next();
          });
        },
      },
    ],
  });
  return { url: url.replace('127.0.0.1', HOST), close };
}

/** The built playground as plain files under a name that is not this machine's. */
export const servePlainHttpSite = (): Promise<Served> => serve();

/** The same with our server and a key beside it, in front of what stands in for fal. */
export async function servePaidPlainHttpSite(): Promise<PaidSite> {
  const standIn = await startFalStandIn();
  const server = createImageTo3DServer({
    falKey: 'id-of-a-test:secret-of-a-test',
    basePath: '/api/fal',
    allowedHosts: [HOST],
    fetch: likeFal(standIn),
  });
  const site = await serve(toNodeListener((request, context) => server.fetch(request, context)));
  return {
    ...site,
    charges: () => standIn.service.ledger.rows.length,
    async routeMedia(page) {
      await page.route(`${FAL_MEDIA}**`, async (route) => {
        const asked = route.request();
        if (asked.method() === 'OPTIONS') return route.fulfill({ status: 204, headers: CORS });
        const body = asked.postDataBuffer();
        const { 'content-type': type = 'application/octet-stream' } = asked.headers();
        const answer = await fetch(asked.url().replace(FAL_MEDIA, mediaOf(standIn)), {
          method: asked.method(),
          headers: { 'content-type': type },
          ...(body ? { body: new Uint8Array(body) } : {}),
        });
        const headers = { ...Object.fromEntries(answer.headers), ...CORS };
        return route.fulfill({
          status: answer.status,
          headers,
          body: Buffer.from(await answer.arrayBuffer()),
        });
      });
    },
    async close() {
      await site.close();
      server.dispose();
      await standIn.close();
    },
  };
}
