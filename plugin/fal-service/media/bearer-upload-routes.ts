import type { Context } from 'hono';
import type { Clock } from '../../core/clock.ts';
import { json } from '../../core/http.ts';
import { readExpiry } from '../../core/object-lifecycle.ts';
import { once } from '../../core/once.ts';
import { unauthorized } from '../auth.ts';
import type { ServiceApp, ServiceEnv } from '../context.ts';
import type { RandomSource } from '../random.ts';
import { absoluteUrl } from '../vhost.ts';
import { mediaUrl } from './media.ts';
import type { Uploads } from './uploads.ts';

const TOKEN_LIFE_MS = 30 * 24 * 3_600_000;

/** ISO 8601 as Python writes it: its `datetime.fromisoformat` knows no `Z` before 3.11. */
const pythonTime = (ms: number) => new Date(ms).toISOString().replace('Z', '+00:00');

/** How fal's Python client uploads: a token first, then the file, whole or in parts, with that token. */
export function addBearerUploadRoutes(
  app: ServiceApp,
  uploads: Uploads,
  { clock, random }: { readonly clock: Clock; readonly random: RandomSource },
): void {
  const token = once(() => random.hex(32));

  app.post('/rest.fal.ai/storage/auth/token', async (c) =>
    json(200, {
      token: await token(),
      token_type: 'Bearer',
      base_url: absoluteUrl(c.env.target.serviceBase, 'v3b.fal.media', ''),
      created_at: pythonTime(clock.now()),
      expires_at: pythonTime(clock.now() + TOKEN_LIFE_MS),
    }),
  );

  const startOf = ({ headers }: Request) => ({
    fileName: headers.get('x-fal-file-name') ?? 'upload.bin',
    contentType: headers.get('content-type') ?? 'application/octet-stream',
    expiresInSeconds: readExpiry(headers),
  });
  const accessUrl = (c: Context<ServiceEnv>, path: string) => mediaUrl(c.env.target.serviceBase, path);
  const pathOf = (c: Context) => `/files/b/${c.req.param('id')}/${c.req.param('name')}`;

  for (const host of ['v3b.fal.media', 'v3.fal.media']) {
    const upload = `/${host}/files/upload`;
    const inParts = `/${host}/files/b/:id/:name/multipart/:upload`;
    for (const path of [upload, `${upload}/multipart`, `${inParts}/*`])
      app.use(path, async (c, next) => {
        if (c.req.header('authorization') !== `Bearer ${await token()}`) return unauthorized();
        return next();
      });

    app.post(upload, async (c) => {
      const stored = await uploads.store(c.req.raw, startOf(c.req.raw));
      if (stored instanceof Response) return stored;
      return json(200, { access_url: accessUrl(c, stored.path), uploaded: true });
    });
    app.post(`${upload}/multipart`, (c) => {
      const { path, secret } = uploads.begin(startOf(c.req.raw), true);
      return json(200, { access_url: accessUrl(c, path), uploadId: secret });
    });
    app.put(`${inParts}/:part{[0-9]+}`, (c) =>
      uploads.putPart(c.req.raw, pathOf(c), c.req.param('upload'), Number(c.req.param('part'))),
    );
    app.post(`${inParts}/complete`, async (c) => {
      const stored = await uploads.complete(c.req.raw, pathOf(c), c.req.param('upload'));
      return stored instanceof Response ? stored : json(200, { access_url: accessUrl(c, stored.path) });
    });
  }
}
