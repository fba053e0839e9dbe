import { ApiError, ValidationError } from '@fal-ai/client';
import { describe, expect, test } from 'vitest';
import { ERROR_KINDS, ImageTo3DError } from '../../../plugin/core/errors.ts';
import { readStatus } from '../../../plugin/fal/read-status.ts';
import { errorFromAnswer, toImageTo3DError } from '../../../plugin/fal/to-error.ts';

const detail = (type: string, field = 'image_url') => ({
  detail: [{ loc: ['body', field], msg: `about ${type}`, type }],
});

describe('answers of fal', () => {
  test.each([
    [401, { detail: 'No user found for Key ID and Secret' }, 'auth'],
    [
      403,
      {
        detail: 'User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing.',
      },
      'balance',
    ],
    [403, { detail: 'This endpoint is not allowed here' }, 'refused'],
    [402, { detail: 'The daily limit of $10 is reached' }, 'refused'],
    [404, { detail: 'Request not found' }, 'expired'],
    [422, detail('less_than_equal', 'remesh_band'), 'validation'],
    [422, detail('content_policy_violation'), 'policy'],
    [422, detail('image_load_error'), 'image'],
    [422, detail('image_too_large'), 'image'],
    [422, detail('unsupported_image_format'), 'image'],
    [429, { detail: 'Too many' }, 'busy'],
    [499, { detail: 'Request cancelled', error_type: 'client_cancelled' }, 'cancelled'],
    [500, { detail: 'Internal error', error_type: 'internal_error' }, 'service'],
    [503, { detail: 'Runner gone', error_type: 'runner_disconnected' }, 'service'],
    [504, { detail: 'Request timed out', error_type: 'request_timeout' }, 'service'],
  ] as const)('%i %j → %s, in fal’s own words', (status, body, code) => {
    const error = errorFromAnswer({ status, body, requestId: 'r9' });
    expect(error).toMatchObject({ code, requestId: 'r9' });
    const words = typeof body.detail === 'string' ? body.detail : body.detail[0]?.msg;
    expect(error.message).toContain(words);
  });

  test('a list of details becomes one message per field', () => {
    const body = { detail: [...detail('ge', 'resolution').detail, ...detail('le', 'remesh_band').detail] };
    const error = errorFromAnswer({ status: 422, body });
    expect(error.message).toBe('resolution: about ge; remesh_band: about le');
    expect(error.fields.map((entry) => entry.field)).toEqual(['resolution', 'remesh_band']);
  });

  test.each([undefined, null, 'text', {}, { detail: null }, { detail: [] }, { detail: [null, 3] }])(
    'a body of %j still gives a sentence',
    (body) => {
      for (const status of [401, 404, 422, 429, 500, 599])
        expect(errorFromAnswer({ status, body }).message).toMatch(/./);
    },
  );
});

describe('what the client throws', () => {
  test('ApiError: its own message is only the status text, the body is read', () => {
    const thrown = new ApiError({
      message: '',
      status: 403,
      body: { detail: 'Exhausted balance' },
      requestId: 'r1',
    });
    expect(toImageTo3DError(thrown)).toMatchObject({
      code: 'balance',
      message: 'Exhausted balance',
      requestId: 'r1',
      cause: thrown,
    });
  });

  test('ValidationError keeps its fields', () => {
    const thrown = new ValidationError({
      message: 'Unprocessable Entity',
      status: 422,
      body: detail('int_parsing', 'seed') as never,
      requestId: 'r1',
    });
    expect(toImageTo3DError(thrown)).toMatchObject({
      code: 'validation',
      fields: [{ field: 'seed', message: 'about int_parsing' }],
    });
  });

  test('broken JSON is protocol, lost connections are network, aborts are aborts, ours stay ours', () => {
    const ours = new ImageTo3DError('unconfirmed', 'x');
    expect(toImageTo3DError(new SyntaxError('Unexpected end')).code).toBe('protocol');
    expect(toImageTo3DError(new TypeError('fetch failed')).code).toBe('network');
    expect(toImageTo3DError(new DOMException('late', 'TimeoutError')).code).toBe('network');
    expect(toImageTo3DError(new DOMException('stop', 'AbortError')).code).toBe('aborted');
    expect(toImageTo3DError(ours)).toBe(ours);
  });
});

test('every kind has advice that ends as a sentence; only harmless ones may be retried', () => {
  for (const kind of Object.values(ERROR_KINDS)) expect(kind.advice).toMatch(/^[A-Z].*\.$/);
  expect(ERROR_KINDS.unconfirmed.retryable).toBe(false);
});

test('hands out what a service says as plain, bounded text', () => {
  const said = `<img src=x onerror=alert(1)>\u202egnp ${'x'.repeat(100_000)}`;
  const error = errorFromAnswer({
    status: 422,
    body: { detail: [{ loc: ['body', `image\u0000_url`], msg: said, type: 'value_error' }] },
  });
  expect(error.message.length).toBeLessThanOrEqual(1000);
  expect(error.message).not.toMatch(/\p{Cc}|\u202e/u);
  expect(error.fields[0]?.message.startsWith('<img src=x onerror=alert(1)>[U+202E]gnp')).toBe(true);
  expect(error.fields[0]?.message.length).toBeLessThanOrEqual(500);
  const status = readStatus({
    status: 'IN_QUEUE',
    logs: Array.from({ length: 5000 }, () => ({ message: said, level: said })),
  });
  expect(status.logs).toHaveLength(500);
  expect(status.logs[0]?.message.length).toBe(500);
  expect(status.logs[0]?.level?.length).toBe(40);
});
