import { errorFields } from './outcome.ts';
import type { RequestQueue } from './queue.ts';
import type { QueueRequest } from './request.ts';

/** The three addresses of a request, included in every answer about it. */
export function requestUrls(request: QueueRequest, queueBase: string) {
  const url = `${queueBase}/${request.app}/requests/${request.id}`;
  return { response_url: url, status_url: `${url}/status`, cancel_url: `${url}/cancel` };
}

/** The status object: `logs` is null unless requested, errors appear only as two fields of COMPLETED. */
export function statusBody(request: QueueRequest, queue: RequestQueue, queueBase: string, withLogs: boolean) {
  const common = {
    status: request.state,
    request_id: request.id,
    ...requestUrls(request, queueBase),
  };
  if (request.state === 'IN_QUEUE') return { ...common, queue_position: queue.position(request) };
  const logs = withLogs ? [...request.logs] : null;
  if (request.outcome === undefined || request.completedAtMs === undefined) return { ...common, logs };
  const { startedAtMs, completedAtMs } = request;
  const inferenceTime = startedAtMs === undefined ? null : (completedAtMs - startedAtMs) / 1000;
  return { ...common, logs, metrics: { inference_time: inferenceTime }, ...errorFields(request.outcome) };
}
