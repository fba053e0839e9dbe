import * as z from 'zod';
import { ImageTo3DError } from '../core/errors.ts';
import { plainText } from '../core/plain-text.ts';
import type { CancelAnswer, LogLine, RemoteStatus } from '../job/transport.ts';

const logSchema = z.object({
  message: z.string(),
  level: z.string().optional(),
  timestamp: z.string().optional(),
});
const statusSchema = z.object({
  status: z.enum(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']),
  queue_position: z.number().int().nonnegative().nullish(),
  logs: z.array(z.unknown()).nullish(),
});

/** Each status repeats all log lines: only the last ones are kept. */
const MAX_LINES = 500;
const MAX_MARK_CHARS = 40;

function readLogs(logs: readonly unknown[] | null | undefined): LogLine[] {
  return (logs ?? []).slice(-MAX_LINES).flatMap((entry) => {
    const line = logSchema.safeParse(entry);
    if (!line.success) return [];
    const { message, level, timestamp } = line.data;
    return [
      {
        message: plainText(message),
        ...(level ? { level: plainText(level, MAX_MARK_CHARS) } : {}),
        ...(timestamp ? { timestamp: plainText(timestamp, MAX_MARK_CHARS) } : {}),
      },
    ];
  });
}

/** Parses fal's status. Throws `protocol` for an unknown one. */
export function readStatus(answer: unknown): RemoteStatus {
  const parsed = statusSchema.safeParse(answer);
  if (!parsed.success)
    throw new ImageTo3DError('protocol', 'The service answered with an unknown status.', {
      cause: parsed.error,
    });
  const { status, queue_position, logs } = parsed.data;
  const lines = readLogs(logs);
  if (status === 'COMPLETED') return { state: 'completed', logs: lines };
  if (status === 'IN_PROGRESS') return { state: 'running', logs: lines };
  return typeof queue_position === 'number'
    ? { state: 'queued', queuePosition: queue_position, logs: lines }
    : { state: 'queued', logs: lines };
}

/** Parses the body of a refused cancel. */
export function readCancel(body: unknown): CancelAnswer {
  const status =
    typeof body === 'object' && body !== null ? (body as Record<string, unknown>).status : undefined;
  return status === 'ALREADY_COMPLETED' ? 'already-completed' : 'unknown';
}
