import { expect, it } from 'vitest';
import { trellis2 } from '../../../plugin/recipe/providers/trellis-2.ts';
import { validateInput } from '../../../plugin/recipe/validate-input.ts';
import { createBench, DATA_URI, ENDPOINT, requestPath } from '../server/harness.ts';

interface Detail {
  readonly loc: readonly string[];
  readonly type: string;
  readonly msg: string;
  readonly ctx?: object;
}

async function refusalOf(
  input: Record<string, unknown>,
): Promise<{ status: number; detail: Detail[]; units: string | null }> {
  const bench = createBench();
  const id = await bench.submit(input);
  await bench.clock.advance(3000);
  const result = await bench.call('GET', requestPath(id));
  const { detail } = (await result.json()) as { detail: Detail[] };
  return { status: result.status, detail, units: result.headers.get('x-fal-billable-units') };
}

it.each([
  [{}, 'image_url', 'missing', undefined],
  [{ image_url: 7 }, 'image_url', 'string_type', undefined],
  [{ image_url: DATA_URI, resolution: 2048 }, 'resolution', 'literal_error', { expected: '512, 1024, 1536' }],
  [
    { image_url: DATA_URI, texture_size: 'big' },
    'texture_size',
    'literal_error',
    { expected: '1024, 2048, 4096' },
  ],
  [{ image_url: DATA_URI, ss_sampling_steps: 0 }, 'ss_sampling_steps', 'greater_than_equal', { ge: 1 }],
  [{ image_url: DATA_URI, ss_sampling_steps: 51 }, 'ss_sampling_steps', 'less_than_equal', { le: 50 }],
  [{ image_url: DATA_URI, ss_sampling_steps: 1.5 }, 'ss_sampling_steps', 'int_from_float', undefined],
  [{ image_url: DATA_URI, ss_sampling_steps: 'many' }, 'ss_sampling_steps', 'int_parsing', undefined],
  [{ image_url: DATA_URI, seed: [] }, 'seed', 'int_type', undefined],
  [{ image_url: DATA_URI, remesh_band: 'wide' }, 'remesh_band', 'float_parsing', undefined],
  [{ image_url: DATA_URI, remesh_band: 4.01 }, 'remesh_band', 'less_than_equal', { le: 4 }],
  [{ image_url: DATA_URI, remesh_band: {} }, 'remesh_band', 'float_type', undefined],
  [{ image_url: DATA_URI, remesh: 'perhaps' }, 'remesh', 'bool_parsing', undefined],
  [{ image_url: DATA_URI, remesh: 3 }, 'remesh', 'bool_type', undefined],
  [{ image_url: DATA_URI, decimation_target: 4999 }, 'decimation_target', 'greater_than_equal', { ge: 5000 }],
])('%j is refused at %s with type %s', async (input, field, type, ctx) => {
  const { status, detail, units } = await refusalOf(input);
  expect(status).toBe(422);
  expect(units).toBe('0');
  expect(detail).toHaveLength(1);
  expect(detail[0]).toMatchObject({ loc: ['body', field], type });
  expect(detail[0]?.ctx).toEqual(ctx);
  expect(detail[0]?.msg).not.toBe('');
});

it('names every bad field in one answer', async () => {
  const { detail } = await refusalOf({ resolution: 1, remesh_band: -1, ss_rescale_t: 7 });
  expect(detail.map(({ loc }) => loc[1]).sort()).toEqual([
    'image_url',
    'remesh_band',
    'resolution',
    'ss_rescale_t',
  ]);
});

it('takes numbers as text, a null seed, and fields that it does not know', async () => {
  const bench = createBench();
  const id = await bench.submit({
    image_url: DATA_URI,
    resolution: '512',
    ss_sampling_steps: '12',
    tex_slat_sampling_steps: 12.0,
    remesh: 'false',
    seed: null,
    uv_unwrap_smooth_strength: 1,
  });
  await bench.clock.advance(3000);
  expect((await bench.call('GET', requestPath(id))).status).toBe(200);
  expect(bench.engine.runs[0]?.parameters).toMatchObject({
    maxCells: 512,
    isSmooth: false,
    maxVertices: 500000,
  });
  const checked = validateInput(trellis2, {
    image_url: DATA_URI,
    ss_sampling_steps: '12',
    tex_slat_sampling_steps: 12.0,
    seed: null,
  });
  expect(checked.ok && trellis2.fromInput(checked.input, 5)).toMatchObject({
    ssSamplingSteps: 12,
    texSlatSamplingSteps: 12,
    seed: 5,
  });
  expect(bench.engine.runs[0]?.parameters.seed).toBeGreaterThan(0);
});

it.each([
  ['a text', 'data:text/plain,hello', 'unsupported_image_format'],
  ['nothing', 'data:image/png;base64,', 'image_load_error'],
  ['broken base64', 'data:image/png;base64,%%%', 'image_load_error'],
  ['an address elsewhere', 'https://example.com/cat.png', 'file_download_error'],
  ['a cloud metadata address', 'http://169.254.169.254/latest/meta-data', 'file_download_error'],
  ['a file of this machine', 'file:///etc/passwd', 'file_download_error'],
  ['a lost upload', 'https://v3b.fal.media/files/b/0011223344556677/cat.png', 'file_download_error'],
  ['no address', 'cat.png', 'file_download_error'],
])('%s as image_url is refused', async (_name, image_url, type) => {
  const { status, detail } = await refusalOf({ image_url });
  expect(status).toBe(422);
  expect(detail[0]).toMatchObject({ loc: ['body', 'image_url'], type });
});

it('refuses a PNG of more than 4096 px by its header', async () => {
  const header = new Uint8Array(33);
  header.set([
    0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0x10, 1, 0, 0, 0, 9,
  ]);
  const image_url = `data:image/png;base64,${btoa(String.fromCharCode(...header))}`;
  const { detail } = await refusalOf({ image_url });
  expect(detail[0]).toMatchObject({ type: 'image_too_large', ctx: { max_height: 4096, max_width: 4096 } });
});

it('does not know sub-paths of the endpoint: the submit is taken, the result is a free 404 (C8)', async () => {
  const bench = createBench();
  const response = await bench.call('POST', `/queue.fal.run/${ENDPOINT}/retexture`, {});
  const { request_id: id } = (await response.json()) as { request_id: string };
  await bench.clock.advance(3000);
  const result = await bench.call('GET', requestPath(id));
  expect(result.status).toBe(404);
  expect(await result.json()).toMatchObject({ detail: 'Path /retexture not found' });
  expect(bench.service.ledger.rows[0]).toMatchObject({ endpointId: 'fal-ai/trellis-2/retexture', usd: 0 });
});

const STAGES = ['ss', 'shape_slat', 'tex_slat'];
const NOT_APPLIED = STAGES.flatMap((stage) =>
  ['guidance_rescale', 'sampling_steps', 'rescale_t'].map((name) => `${stage}_${name}`),
);

it('says what it really did, in the log and in the result', async () => {
  const bench = createBench();
  const id = await bench.submit();
  await bench.clock.advance(3000);
  const { body } = await bench.status(id);
  const messages = (body.logs as { message: string }[]).map(({ message }) => message);
  expect(messages.every((message) => message.startsWith('[local approximation] '))).toBe(true);
  expect(messages).toContain(`[local approximation] not applied: ${NOT_APPLIED.join(', ')}`);
  expect(messages.filter((message) => message.includes('building the surface'))).toHaveLength(1);
  const result = await bench.call('GET', requestPath(id));
  expect(await result.json()).toMatchObject({
    local_approximation: {
      engine: 'fake 1.0',
      not_applied: NOT_APPLIED,
      warnings: ['full-frame'],
    },
  });
});
