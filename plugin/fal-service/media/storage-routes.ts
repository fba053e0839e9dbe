import type { Context } from 'hono';
import { isJsonObject, json, parseJson, readBody } from '../../core/http.ts';
import { readExpiry } from '../../core/object-lifecycle.ts';
import type { ErrorDetail } from '../../recipe/validate-input.ts';
import type { RouteParts, ServiceApp } from '../context.ts';
import { addBearerUploadRoutes } from './bearer-upload-routes.ts';
import { mediaUrl } from './media.ts';
import { mediaResponse } from './media-response.ts';
import { createUploads } from './uploads.ts';

const MAX_INITIATE_BYTES = 16 * 1024;

function missingFields(body: unknown): ErrorDetail[] {
  const given = isJsonObject(body) ? body : {};
  return ['content_type', 'file_name']
    .filter((field) => typeof given[field] !== 'string' || given[field] === '')
    .map((field) => ({ loc: ['body', field], msg: 'Field required', type: 'missing', input: given }));
}

/** Routes of `rest.fal.ai/storage` and of the media hosts. Returns a function that drops unfinished uploads. */
export function addStorageRoutes(app: ServiceApp, { clock, random, media }: RouteParts): () => void {
  const uploads = createUploads(clock, random, media);

  for (const kind of ['initiate', 'initiate-multipart'] as const) {
    app.post(`/rest.fal.ai/storage/upload/${kind}`, async (c) => {
      const bytes = await readBody(c.req.raw, MAX_INITIATE_BYTES);
      const body = bytes && parseJson(bytes);
      const detail = missingFields(body);
      if (detail.length > 0 || !isJsonObject(body)) return json(422, { detail });
      const start = {
        fileName: String(body.file_name),
        contentType: String(body.content_type),
        expiresInSeconds: readExpiry(c.req.raw.headers),
      };
      const { path, secret } = uploads.begin(start, kind === 'initiate-multipart');
      const fileUrl = mediaUrl(c.env.target.serviceBase, path);
      return json(200, { upload_url: `${fileUrl}?signature=${secret}`, file_url: fileUrl });
    });
  }

  const pathOf = (c: Context) => `/files/b/${c.req.param('id')}/${c.req.param('name')}`;
  for (const host of ['v3b.fal.media', 'v3.fal.media']) {
    const file = `/${host}/files/b/:id/:name`;

    app.get(file, (c) => mediaResponse(c.req.raw, media.get(pathOf(c))));

    app.put(file, async (c) => {
      const stored = await uploads.put(c.req.raw, pathOf(c), c.req.query('signature'));
      return stored instanceof Response ? stored : json(200, { status: 'ok' }, { etag: stored.etag });
    });

    app.put(`${file}/:part{[0-9]+}`, (c) =>
      uploads.putPart(c.req.raw, pathOf(c), c.req.query('signature'), Number(c.req.param('part'))),
    );

    app.post(`${file}/complete`, async (c) => {
      const stored = await uploads.complete(c.req.raw, pathOf(c), c.req.query('signature'));
      if (stored instanceof Response) return stored;
      const url = mediaUrl(c.env.target.serviceBase, stored.path);
      return json(200, { status: 'ok', url }, { etag: stored.etag });
    });
  }
  addBearerUploadRoutes(app, uploads, { clock, random });
  return uploads.clear;
}
