import type { Clock } from '../../core/clock.ts';
import { isJsonObject, json, parseJson, readBody } from '../../core/http.ts';
import type { RandomSource } from '../random.ts';
import type { MediaObject, MediaStore } from './media.ts';

const UPLOAD_TTL_MS = 10 * 60 * 1000;
const MAX_UPLOAD_BYTES = 200 * 1024 * 1024;
const MAX_LIST_BYTES = 256 * 1024;

/** What is known of a file before its bytes arrive. */
export interface UploadStart {
  readonly fileName: string;
  readonly contentType: string;
  readonly expiresInSeconds: number | undefined;
}

/** An unfinished upload. A client that knows its secret may send the bytes, once. */
export interface PendingUpload extends UploadStart {
  readonly path: string;
  readonly secret: string;
  readonly deadlineMs: number;
  readonly parts: Map<number, { readonly etag: string; readonly bytes: Uint8Array<ArrayBuffer> }> | undefined;
}

export interface Uploads {
  begin(start: UploadStart, inParts: boolean): PendingUpload;
  /** The whole file in one request. */
  put(request: Request, path: string, secret: string | undefined): Promise<MediaObject | Response>;
  putPart(request: Request, path: string, secret: string | undefined, part: number): Promise<Response>;
  /** Joins the parts that the body lists. */
  complete(request: Request, path: string, secret: string | undefined): Promise<MediaObject | Response>;
  /** Uploads the bytes without a separate start. */
  store(request: Request, start: UploadStart): Promise<MediaObject | Response>;
  clear(): void;
}

const forbidden = () => json(403, { detail: 'Signature is invalid, expired or already used' });
const tooLarge = () => json(413, { detail: `File exceeds ${MAX_UPLOAD_BYTES} bytes` });

export function createUploads(clock: Clock, random: RandomSource, media: MediaStore): Uploads {
  const pending = new Map<string, PendingUpload>();
  const find = (path: string, secret: string | undefined) => {
    const upload = pending.get(path);
    return upload && upload.secret === secret && upload.deadlineMs > clock.now() ? upload : undefined;
  };
  const finish = (upload: PendingUpload, bytes: Uint8Array<ArrayBuffer>) => {
    pending.delete(upload.path);
    return media.put({ ...upload, bytes });
  };
  return {
    begin(start, inParts) {
      for (const [path, upload] of pending) if (upload.deadlineMs <= clock.now()) pending.delete(path);
      const upload: PendingUpload = {
        ...start,
        path: media.reserve(start.fileName),
        secret: random.hex(16),
        deadlineMs: clock.now() + UPLOAD_TTL_MS,
        parts: inParts ? new Map() : undefined,
      };
      pending.set(upload.path, upload);
      return upload;
    },
    async put(request, path, secret) {
      const upload = find(path, secret);
      if (!upload || upload.parts) return forbidden();
      const bytes = await readBody(request, MAX_UPLOAD_BYTES);
      if (bytes === undefined) return tooLarge();
      // Another PUT with the same signature may have finished while this body was read.
      return pending.has(path) ? finish(upload, bytes) : forbidden();
    },
    async putPart(request, path, secret, partNumber) {
      const upload = find(path, secret);
      if (!upload?.parts) return forbidden();
      const stored = [...upload.parts.values()].reduce((sum, part) => sum + part.bytes.byteLength, 0);
      const bytes = await readBody(request, MAX_UPLOAD_BYTES - stored);
      if (bytes === undefined) return tooLarge();
      const etag = `"${random.hex(8)}"`;
      upload.parts.set(partNumber, { etag, bytes });
      return json(200, { partNumber, etag }, { etag });
    },
    async complete(request, path, secret) {
      const upload = find(path, secret);
      if (!upload?.parts) return forbidden();
      const bytes = await readBody(request, MAX_LIST_BYTES);
      const body = bytes && parseJson(bytes);
      const listed: unknown[] = isJsonObject(body) && Array.isArray(body.parts) ? body.parts : [];
      const rows = listed.map((row) => (isJsonObject(row) ? row : {}));
      // Parts may have been sent in parallel; the list then has the order in which they finished.
      const ordered = rows.toSorted((a, b) => Number(a.partNumber) - Number(b.partNumber));
      const chunks = ordered.flatMap(({ partNumber, etag }) => {
        const part = upload.parts?.get(Number(partNumber));
        return part && part.etag === etag ? [part.bytes] : [];
      });
      if (chunks.length === 0 || chunks.length !== rows.length || chunks.length !== upload.parts.size)
        return json(400, { detail: 'The list of parts does not match what was uploaded' });
      return finish(upload, new Uint8Array(await new Blob(chunks).arrayBuffer()));
    },
    async store(request, start) {
      const bytes = await readBody(request, MAX_UPLOAD_BYTES);
      return bytes ? media.put({ ...start, bytes }) : tooLarge();
    },
    clear: () => pending.clear(),
  };
}
