import { describe, expect, it } from 'vitest';
import { createGeneration } from '../../../plugin/generation/generation.ts';
import { createImageTo3DServer } from '../../../plugin/server/index.ts';
import { createFalProxy } from '../../../plugin/server/proxy/app.ts';
import { CANARY, CANARY_SECRET, createEchoingFal, findCanary } from '../../fixtures/echoing-fal.ts';
import { IMAGE } from '../../fixtures/fit-stage.ts';
import { createScriptedEngine } from '../../fixtures/scripted-engine.ts';
import { createFakeEngine, STILL_CLOCK } from './harness.ts';
import { IMAGE_URL, jsonAnswer, SUBMIT } from './proxy/proxy-bench.ts';

/** As files and secret stores leave a key. */
const PADDED = [`${CANARY}\n`, `${CANARY}\r\n`, `  ${CANARY}\t`, `\uFEFF${CANARY}`, ` \n${CANARY} \n`];

const BROKEN: readonly [string, string, string][] = [
  ['two lines', `${CANARY}\nof the project`, 'it contains white space or line breaks'],
  ['a space inside', CANARY.replace(':', ': '), 'it contains white space or line breaks'],
  ['quotes around it', `"${CANARY}"`, 'it contains quotes'],
  ['the secret alone', CANARY_SECRET, 'it has no colon'],
  ['a label in front', `FAL_KEY:${CANARY}`, 'it has more than one colon'],
  ['no id', `:${CANARY_SECRET}`, 'a part of it is missing'],
  ['no secret', `${CANARY_SECRET}:`, 'a part of it is missing'],
  ['a strange letter', `${CANARY}é`, 'it contains a character that keys never contain'],
];

const message = (fault: string) =>
  `The fal key must look like id:secret, but ${fault}. Copy the whole key from fal.ai/dashboard/keys again.`;

describe('a key with white space around it', () => {
  it.each(PADDED)('%j is sent without it by the server', async (falKey) => {
    const keys: (string | null)[] = [];
    const server = createImageTo3DServer({
      falKey,
      fetch: async (_input, init) => {
        keys.push(new Headers(init?.headers).get('authorization'));
        // A service may repeat the key: it is struck out in the form in which it was sent.
        return jsonAnswer(200, { request_id: 'x', echo: CANARY });
      },
    });
    const answer = await server.fetch(
      new Request('http://127.0.0.1:9/api/fal/proxy', {
        method: 'POST',
        headers: {
          origin: 'http://127.0.0.1:9',
          'content-type': 'application/json',
          'x-fal-target-url': SUBMIT,
        },
        body: JSON.stringify({ image_url: IMAGE_URL, seed: 1 }),
      }),
    );
    expect([answer.status, keys]).toEqual([200, [`Key ${CANARY}`]]);
    expect(findCanary(await answer.text())).toBeUndefined();
  });

  it.each(PADDED)('%j is sent without it by a program', async (credentials) => {
    const fal = createEchoingFal();
    const own = globalThis.fetch;
    globalThis.fetch = fal.fetch;
    try {
      const generation = createGeneration({
        platform: {
          prepareImageAsync: async () => IMAGE,
          createLocalEngineAsync: async () => createScriptedEngine(),
        },
        endpoint: { credentials },
      });
      await generation.run(IMAGE, { parameters: { decimationTarget: 5000 } }).result.catch(() => undefined);
      generation.dispose();
    } finally {
      globalThis.fetch = own;
      fal.dispose();
    }
    expect(new Set(fal.keys)).toEqual(new Set([`Key ${CANARY}`]));
  });

  it.each([undefined, '', ' ', '\n', '\t\r\n'])('%j is no key: the local service answers', (falKey) => {
    const server = createImageTo3DServer({ falKey, engine: createFakeEngine(STILL_CLOCK, 0) });
    expect(server.mode).toBe('local-service');
    server.dispose();
    expect(() => createFalProxy({ upstream: 'fal', falKey })).toThrow(
      'There is no fal key. Set FAL_KEY: the key must look like id:secret.',
    );
  });
});

describe('a broken key is refused with what is wrong, and never shown', () => {
  it.each(BROKEN)('%s', async (_name, key, fault) => {
    const errors: unknown[] = [];
    const attempt = async (make: () => unknown) =>
      errors.push(await (async () => make())().catch((thrown: unknown) => thrown));
    await attempt(() => createImageTo3DServer({ falKey: key, engine: createFakeEngine(STILL_CLOCK, 0) }));
    await attempt(() => createFalProxy({ upstream: 'fal', falKey: key }));
    await attempt(async () => {
      const generation = createGeneration({
        platform: {
          prepareImageAsync: async () => IMAGE,
          createLocalEngineAsync: async () => createScriptedEngine(),
        },
        endpoint: { credentials: () => key },
      });
      return generation.run(IMAGE, {}).result.finally(() => generation.dispose());
    });
    for (const error of errors) {
      expect(error).toMatchObject({ code: 'auth', message: message(fault) });
      expect(findCanary(`${error} ${(error as Error).stack} ${JSON.stringify(error)}`)).toBeUndefined();
    }
    expect(errors).toHaveLength(3);
  });
});
