import { afterEach, expect, test, vi } from 'vitest';
import { detectEndpointAsync } from '../../../plugin/generation/endpoint.ts';
import { createGeneration } from '../../../plugin/generation/generation.ts';
import { IMAGE } from '../../fixtures/fit-stage.ts';
import { createScriptedEngine } from '../../fixtures/scripted-engine.ts';
import { createServerUnderTest } from './express-bench.ts';

const ADDRESS = 'http://app.example/api/fal';

afterEach(() => void vi.unstubAllGlobals());

/** A page at a name that the server does not know. */
function refuseThisPage(): void {
  const server = createServerUnderTest();
  vi.stubGlobal('fetch', (input: RequestInfo | URL, init?: RequestInit) =>
    server.fetch(new Request(input, init)),
  );
}

test('a run at a server that refuses the page ends with the server’s own words', async () => {
  refuseThisPage();
  const generation = createGeneration({
    platform: {
      prepareImageAsync: async () => IMAGE,
      createLocalEngineAsync: async () => createScriptedEngine(),
    },
    endpoint: ADDRESS,
  });
  await expect(generation.run(IMAGE, {}).result).rejects.toMatchObject({
    code: 'refused',
    message:
      "The host app.example is not in allowedHosts. Add allowedHosts: ['app.example'] to createImageTo3DServer.",
  });
  generation.dispose();
});

test('a page that only looks whether a server is there uses the local engine', async () => {
  refuseThisPage();
  expect(await detectEndpointAsync(ADDRESS)).toBe('local');
});
