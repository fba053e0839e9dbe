import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createFalClient } from '@fal-ai/client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { unpackProject } from '../consumers/tarball.ts';
import { type FalBridge, startFalBridge } from '../fixtures/fal-bridge.ts';
import { makePng } from '../fixtures/make-image.ts';
import { readRecipe, writeRecipe } from '../fixtures/read-recipe.ts';
import { createPageFetch } from '../fixtures/recipe-page.ts';

const FIXTURES = new URL('../fixtures/', import.meta.url);
const fixture = (name: string) => fileURLToPath(new URL(name, FIXTURES));
const PRELOAD = new URL('recipe-preload.mjs', FIXTURES).href;
const ENDPOINT = 'fal-ai/trellis-2';
const KEY = 'recipe-key-id:recipe-key-secret';

interface Recipe {
  readonly document: string;
  readonly heading: string;
  readonly name: string;
  /** What is started in the recipe's place, with its path in that variable. */
  readonly starter?: readonly [file: string, variable: string];
  /** The name under which pages reach it. Vite itself lets no other names through than addresses. */
  readonly host?: string;
  readonly configuredBy?: string;
  /** A recipe with a key alone has no local mode. */
  readonly isKeyOnly?: boolean;
}

const SERVERS = 'docs/servers.md';
const RECIPES: readonly Recipe[] = [
  { document: 'README.md', heading: 'With a key', name: 'readme', isKeyOnly: true },
  { document: SERVERS, heading: 'Express', name: 'express' },
  { document: SERVERS, heading: 'Hono', name: 'hono' },
  { document: SERVERS, heading: 'Fastify', name: 'fastify' },
  { document: SERVERS, heading: 'Next.js', name: 'next', starter: ['next-stand-in.mjs', 'ROUTE'] },
  {
    document: SERVERS,
    heading: 'Vite, in development',
    name: 'vite',
    starter: ['vite-stand-in.mjs', 'CONFIG'],
    host: '192.168.1.20:5173',
    configuredBy: 'imageTo3D in vite.config.ts',
  },
];

let fal: FalBridge;
let folder: string;
const files = new Map<string, string>();
const children: ChildProcess[] = [];

beforeAll(async () => {
  fal = await startFalBridge();
  folder = unpackProject('recipes');
  mkdirSync(join(folder, 'public'));
  for (const { name, document, heading } of RECIPES)
    files.set(name, await writeRecipe(folder, name, readRecipe(document, heading)));
});
afterAll(() => fal.close());
afterEach(() => {
  for (const child of children.splice(0)) child.kill();
});

/** Starts the code as a process of its own; tells where it listens. */
function start({ name, starter }: Recipe, env: Record<string, string>): Promise<AddressInfo> {
  const path = files.get(name) ?? '';
  const { FAL_KEY: _key, ALLOWED_HOSTS: _hosts, VITEST: _vitest, ...clean } = process.env;
  const given = starter?.[1] === 'ROUTE' ? pathToFileURL(path).href : path;
  const child = fork(starter ? fixture(starter[0]) : path, {
    cwd: folder,
    execArgv: ['--import', PRELOAD],
    env: {
      ...clean,
      PORT: '0',
      FAL_BRIDGE: fal.url,
      ROOT: folder,
      ...(starter ? { [starter[1]]: given } : {}),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  children.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      said += chunk;
    });
  return new Promise((resolve, reject) => {
    child.once('message', (address) => resolve(address as AddressInfo));
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}: ${said}`)));
  });
}

/** A disc on a transparent ground. */
const IMAGE = new File(
  [
    makePng(96, 96, (x, y) =>
      (x - 48) ** 2 + (y - 48) ** 2 < 40 ** 2 ? [200, 90, 40, 255] : [0, 0, 0, 0],
    ) as Uint8Array<ArrayBuffer>,
  ],
  'disc.png',
  { type: 'image/png' },
);

/** What a page does: upload, run, download. Gives the addresses that it was handed. */
async function generate(page: typeof fetch, origin: string): Promise<readonly string[]> {
  const client = createFalClient({
    proxyUrl: { url: `${origin}/api/fal/proxy`, when: 'always' },
    credentials: () => undefined,
    fetch: page,
  });
  const image_url = await client.storage.upload(IMAGE);
  const { data } = await client.subscribe(ENDPOINT, {
    input: { image_url, seed: 7, decimation_target: 5000, texture_size: 1024 as never },
    pollInterval: 50,
  });
  const answer = await page(data.model_glb.url);
  const glb = Buffer.from(await answer.arrayBuffer());
  expect([answer.status, glb.subarray(0, 4).toString()]).toEqual([200, 'glTF']);
  return [image_url, data.model_glb.url];
}

describe.each(RECIPES)('$document, $heading', (recipe) => {
  const { host = 'app.example', configuredBy = 'createImageTo3DServer', isKeyOnly = false } = recipe;
  const hostname = host.split(':')[0] ?? '';
  const origin = `http://${host}`;

  test('with a key, a page under a name of its own runs Trellis-2', async () => {
    // As a file or a secret store leaves it.
    const server = await start(recipe, { FAL_KEY: ` ${KEY}\n`, ALLOWED_HOSTS: `other.example, ${hostname}` });
    const page = createPageFetch({ server, origin, falUrl: fal.url });
    expect(await (await page(`${origin}/api/fal/info`)).json()).toMatchObject({ mode: 'fal' });
    const addresses = await generate(page, origin);
    for (const address of addresses) expect(address).toMatch(/^https:\/\/v3b\.fal\.media\//);
    expect([...fal.keys]).toEqual([`Key ${KEY}`]);
  });

  const testLocal = isKeyOnly ? () => undefined : test;
  testLocal('without a key, the local engine, at addresses that the page reaches', async () => {
    const server = await start(recipe, { ALLOWED_HOSTS: hostname });
    const page = createPageFetch({ server, origin });
    expect(await (await page(`${origin}/api/fal/info`)).json()).toMatchObject({ mode: 'local-service' });
    for (const address of await generate(page, origin))
      expect(address.startsWith(`${origin}/api/fal/service/v3b.fal.media/`), address).toBe(true);
  });

  test('a name that is not listed is refused with the line to add, and no other page gets in', async () => {
    const server = await start(recipe, { FAL_KEY: KEY });
    const refused = await createPageFetch({ server, origin })(`${origin}/api/fal/info`);
    expect([refused.status, (await refused.json()).detail]).toEqual([
      403,
      `The host ${hostname} is not in allowedHosts. Add allowedHosts: ['${hostname}'] to ${configuredBy}.`,
    ]);
    const local = createPageFetch({ server, origin: 'http://localhost:3000' });
    const evil = { origin: 'https://evil.test', 'x-fal-target-url': `https://queue.fal.run/${ENDPOINT}` };
    const foreign = await local('http://localhost:3000/api/fal/proxy', { headers: evil });
    expect(foreign.status).toBe(403);
  });
});

test('the recipes are sound TypeScript under strict settings', () => {
  const config = {
    extends: '../../../tsconfig.json',
    compilerOptions: { types: ['node'] },
    include: [],
    files: [...[...files.keys()].map((name) => `${name}.ts`), fixture('express.d.ts')],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const { stdout, status } = spawnSync('npx', ['tsc', '-p', folder], { encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, '']);
});
