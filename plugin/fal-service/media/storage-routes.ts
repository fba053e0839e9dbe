import { isJsonObject, json, parseJson, readBody } from '../../core/http.ts';
import { readExpiry } from '../../core/object-lifecycle.ts';
import type { ErrorDetail } from '../../recipe/providers/validate-input.ts';
import type { RouteParts, ServiceApp } from '../context.ts';
import { mediaUrl } from './media.ts';
import { mediaResponse } from './media-response.ts';

const UPLOAD_TTL_MS = 10 * 60 * 1000;
const MAX_UPLOAD_BYTES = 200 * 1024 * 1024;
const MAX_INITIATE_BYTES = 16 * 1024;

interface PendingUpload {
  readonly path: string;
  readonly signature: string;
  readonly contentType: string;
  readonly deadlineMs: number;
  readonly expiresInSeconds: number | undefined;
  readonly parts: Map<number, { readonly etag: string; readonly bytes: Uint8Array<ArrayBuffer> }> | undefined;
}

const forbidden = () => json(403, { detail: 'Signature is invalid, expired or already used' });

function missingFields(body: unknown): ErrorDetail[] {
  const given = isJsonObject(body) ? body : {};
  return ['content_type', 'file_name']
    .filter((field) => typeof given[field] !== 'string' || given[field] === '')
    .map((field) => ({ loc: ['body', field], msg: 'Field required', type: 'missing', input: given }));
}

/** Routes of `rest.fal.ai/storage` and of the media hosts. Returns a function that forgets uploads under way. */
export function addStorageRoutes(app: ServiceApp, { clock, random, media }: RouteParts): () => void {
  const pending = new Map<string, PendingUpload>();
  const findPending = (path: string, signature: string | undefined) => {
    const upload = pending.get(path);
    const isValid =
      upload?.signature === signature && upload !== undefined && upload.deadlineMs > clock.now();
    return isValid ? upload : undefined;
  };
  const store = (upload: PendingUpload, bytes: Uint8Array<ArrayBuffer>) => {
    pending.delete(upload.path);
    return media.put({
      path: upload.path,
      fileName: '',
      bytes,
      contentType: upload.contentType,
      expiresInSeconds: upload.expiresInSeconds,
    });
  };

  for (const kind of ['initiate', 'initiate-multipart'] as const) {
    app.post(`/rest.fal.ai/storage/upload/${kind}`, async (c) => {
      const bytes = await readBody(c.req.raw, MAX_INITIATE_BYTES);
      const body = bytes && parseJson(bytes);
      const detail = missingFields(body);
      if (detail.length > 0 || !isJsonObject(body)) return json(422, { detail });
      for (const [path, upload] of pending) if (upload.deadlineMs <= clock.now()) pending.delete(path);
      const upload: PendingUpload = {
        path: media.reserve(String(body.file_name)),
        signature: random.hex(16),
        contentType: String(body.content_type),
        deadlineMs: clock.now() + UPLOAD_TTL_MS,
        expiresInSeconds: readExpiry(c.req.raw.headers),
        parts: kind === 'initiate' ? undefined : new Map(),
      };
      pending.set(upload.path, upload);
      const fileUrl = mediaUrl(c.env.target.serviceBase, upload.path);
      return json(200, { upload_url: `${fileUrl}?signature=${upload.signature}`, file_url: fileUrl });
    });
  }

  for (const host of ['v3b.fal.media', 'v3.fal.media']) {
    const file = `/${host}/files/b/:id/:name`;
    const pathOf = (c: { req: { param(key: 'id' | 'name'): string } }) =>
      `/files/b/${c.req.param('id')}/${c.req.param('name')}`;

    app.get(file, (c) => mediaResponse(c.req.raw, media.get(pathOf(c))));

    app.put(file, async (c) => {
      const upload = findPending(pathOf(c), c.req.query('signature'));
      if (!upload || upload.parts) return forbidden();
      const bytes = await readBody(c.req.raw, MAX_UPLOAD_BYTES);
      if (bytes === undefined) return json(413, { detail: `File exceeds ${MAX_UPLOAD_BYTES} bytes` });
      // Another PUT with the same signature may have ended while this body was read.
      if (!pending.has(upload.path)) return forbidden();
      const stored = store(upload, bytes);
      return json(200, { status: 'ok' }, { etag: stored.etag });
    });

    app.put(`${file}/:part{[0-9]+}`, async (c) => {
      const upload = findPending(pathOf(c), c.req.query('signature'));
      if (!upload?.parts) return forbidden();
      const stored = [...upload.parts.values()].reduce((sum, part) => sum + part.bytes.byteLength, 0);
      const bytes = await readBody(c.req.raw, MAX_UPLOAD_BYTES - stored);
      if (bytes === undefined) return json(413, { detail: `File exceeds ${MAX_UPLOAD_BYTES} bytes` });
      const partNumber = Number(c.req.param('part'));
      const etag = `"${random.hex(8)}"`;
      upload.parts.set(partNumber, { etag, bytes });
      return json(200, { partNumber, etag }, { etag });
    });

    app.post(`${file}/complete`, async (c) => {
      const upload = findPending(pathOf(c), c.req.query('signature'));
      if (!upload?.parts) return forbidden();
      const bytes = await readBody(c.req.raw, MAX_INITIATE_BYTES * 16);
      const body = bytes && parseJson(bytes);
      const listed: unknown[] = isJsonObject(body) && Array.isArray(body.parts) ? body.parts : [];
      const chunks = listed.map((entry) => {
        const part = isJsonObject(entry) ? upload.parts?.get(Number(entry.partNumber)) : undefined;
        return part && isJsonObject(entry) && entry.etag === part.etag ? part.bytes : undefined;
      });
      const complete = chunks.filter((chunk) => chunk !== undefined);
      if (complete.length === 0 || complete.length !== chunks.length || complete.length !== upload.parts.size)
        return json(400, { detail: 'The list of parts does not match what was uploaded' });
      const whole = new Uint8Array(await new Blob(complete).arrayBuffer());
      const stored = store(upload, whole);
      return json(
        200,
        { status: 'ok', url: mediaUrl(c.env.target.serviceBase, upload.path) },
        { etag: stored.etag },
      );
    });
  }
  return () => pending.clear();
}
