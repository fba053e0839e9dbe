import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createGeneration } from '../../../plugin/generation/generation.ts';
import { serve } from '../../../plugin/server/node.ts';
import {
  CANARY,
  CANARY_SECRET,
  createEchoingFal,
  type EchoingFal,
  findCanary,
  tellingError,
} from '../../fixtures/echoing-fal.ts';
import { IMAGE as ANY } from '../../fixtures/fit-stage.ts';
import { makePng } from '../../fixtures/make-image.ts';
import { createScriptedEngine } from '../../fixtures/scripted-engine.ts';

const IMAGE = { ...ANY, png: makePng(64, 64, () => [200, 100, 0, 255]) };

const loopback = globalThis.fetch;

let fal: EchoingFal;
/** Whatever came out anywhere, as text. */
let heard: string[];
const closers: (() => unknown)[] = [];

const deep = (value: unknown) =>
  inspect(value, { depth: null, showHidden: true, maxArrayLength: null, maxStringLength: null });

beforeEach(() => {
  fal = createEchoingFal();
  heard = [];
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const)
    vi.spyOn(console, method).mockImplementation((...given) => void heard.push(deep(given)));
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream);
    vi.spyOn(stream, 'write').mockImplementation((text, ...rest) => {
      heard.push(String(text));
      return write(text, ...(rest as []));
    });
  }
  // Loopback is our own server, all else the pretended fal.
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!/^http:\/\/127\.0\.0\.1:/.test(url)) return fal.fetch(input, init);
    heard.push(url, deep(Object.fromEntries(new Headers(init?.headers))));
    const answer = await loopback(input, init);
    const copy = answer.clone();
    heard.push(deep([...copy.headers]), Buffer.from(await copy.arrayBuffer()).toString('latin1'));
    return answer;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  for (const close of closers.splice(0)) await close();
  fal.dispose();
});

/** A wait of ten seconds takes a hundredth of one. */
function hastyClock() {
  let now = Date.now();
  return {
    now: () => now,
    async sleep(ms: number) {
      now += ms;
      await new Promise((resolve) => setTimeout(resolve, ms / 1000));
    },
  };
}

async function run(endpoint: Parameters<typeof createGeneration>[0]['endpoint']): Promise<unknown> {
  const generation = createGeneration({
    platform: {
      prepareImageAsync: async () => IMAGE,
      createLocalEngineAsync: async () => createScriptedEngine(),
    },
    ...(endpoint === undefined ? {} : { endpoint }),
    clock: hastyClock(),
  });
  closers.push(() => generation.dispose());
  const job = generation.run(IMAGE, { parameters: { decimationTarget: 5000 } });
  job.subscribe(() => heard.push(deep(job.getSnapshot()), JSON.stringify(job.getSnapshot())));
  const end = await job.result.then(
    ({ master: _bytes, ...rest }) => rest,
    (error: unknown) => error,
  );
  heard.push(deep(end), JSON.stringify(end), String(end), String((end as Error).stack));
  heard.push(deep(job.getSnapshot()));
  return end;
}

/** What fal may do to the requests of a run: anything, with the key in it. */
const MOODS: Record<string, (() => Response) | undefined> = {
  'answers well': undefined,
  'refuses the key': () => tellingError(401),
  'refuses fields': () => tellingError(422, true),
  'has no balance': () => tellingError(403),
  'fails by itself': () => tellingError(500),
  'redirects to an address with the key': () =>
    new Response(null, { status: 302, headers: { location: `https://elsewhere.test/?key=${CANARY}` } }),
  'answers HTML': () => new Response(`<p>${CANARY}</p>`, { headers: { 'content-type': 'text/html' } }),
  'breaks off': () => {
    throw new TypeError(`connection lost, ${CANARY}`, { cause: new Error(CANARY_SECRET) });
  },
};
const WHEN = { 'at the submit': /trellis-2$/, 'about the run': /trellis-2\/requests\// };

const CASES = Object.entries(MOODS).flatMap(([name, mood]) =>
  Object.entries(WHEN).map(([when, where]) => ({ name: `${name} ${when}`, mood, where })),
);

function follow({ mood, where }: (typeof CASES)[number]): void {
  fal.refuse = (url) => (mood && where.test(new URL(url).pathname) ? mood() : undefined);
}

/** Nothing tells the key, and there was something to tell: fal did get it, and much was heard. */
function expectKept(): void {
  expect(fal.keys).toContain(`Key ${CANARY}`);
  expect(fal.sent.some((text) => findCanary(text))).toBe(true);
  expect(heard.join('').length).toBeGreaterThan(2000);
  expect(heard.filter((text) => findCanary(text)).map((text) => text.slice(0, 300))).toEqual([]);
}

describe('a key on the server is told to nobody when fal', () => {
  test.each(CASES)('$name', async (given) => {
    const server = await serve({ falKey: CANARY });
    closers.push(() => server.close());
    follow(given);
    const end = await run(`${server.url}/api/fal`);
    if (given.mood === undefined) expect(end).toMatchObject({ requestId: expect.any(String) });
    else expect(end).toBeInstanceOf(Error);
    expectKept();
  });
});

describe('a key given to a program is told to nobody when fal', () => {
  test.each(CASES)('$name', async (given) => {
    follow(given);
    const end = await run({ credentials: CANARY });
    if (given.mood === undefined) expect(end).toMatchObject({ requestId: expect.any(String) });
    else expect(end).toBeInstanceOf(Error);
    expectKept();
  });

  test('never gets it: Node quotes a header that cannot be sent', async () => {
    const twoLines = `${CANARY}\nof the project`;
    expect(() => new Headers({ authorization: `Key ${twoLines}` })).toThrow(CANARY_SECRET);
    const end = await run({ credentials: twoLines });
    expect(end).toMatchObject({ code: 'auth' });
    expect(fal.keys).toEqual([]);
    expect(heard.filter((text) => findCanary(text)).map((text) => text.slice(0, 300))).toEqual([]);
  });
});
