import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { openContext } from '../fixtures/browser.ts';
import type { Served } from '../fixtures/served.ts';

const SHOTS = fileURLToPath(new URL('../../test-output/e2e/', import.meta.url));

/** Everything that must not happen while a page is open. */
export interface Watch {
  readonly problems: string[];
  /** Addresses outside of the site. */
  readonly strangers: string[];
}

// Said by Babylon and its Inspector themselves, or by the driver of the machine without a GPU.
const KNOWN = [
  /GPU stall due to ReadPixels/,
  /GL Driver Message/,
  /slider-vertical/,
  /Automatic fallback to software WebGL/,
];

/** A page of the site that is watched: errors, warnings and anything unhandled, and requests to elsewhere. */
export async function openPage(
  browser: Browser,
  site: Served,
  path = '',
  options: BrowserContextOptions = {},
): Promise<{ page: Page; watch: Watch }> {
  const context = await openContext(browser, options);
  const page = await context.newPage();
  const watch: Watch = { problems: [], strangers: [] };
  page.on('pageerror', (error) => watch.problems.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    if (['error', 'warning'].includes(message.type()) && !KNOWN.some((pattern) => pattern.test(text)))
      watch.problems.push(`${message.type()}: ${text}`);
  });
  context.on('request', (request) => {
    const address = request.url();
    if (!address.startsWith(site.url) && !/^(blob|data):/.test(address)) watch.strangers.push(address);
  });
  await page.goto(site.url + path);
  return { page, watch };
}

export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}${name}.png` });
}

/** What the scene holds, measured in the page. The playground puts `scene` and `generator` within the console's reach. */
export function measureScene(page: Page) {
  return page.evaluate(() => {
    const { scene, generator } =
      globalThis as unknown as import('../../playground/main.ts').PlaygroundGlobals;
    const placements = scene.transformNodes.filter((node) => node.metadata?.imageTo3D);
    const meshes = placements.flatMap((node) =>
      node.getChildMeshes().filter((mesh) => mesh.getTotalVertices() > 0),
    );
    return {
      assets: placements.map((node) => ({
        name: node.name,
        position: node.position.asArray(),
        rotation: (node.rotationQuaternion ?? node.rotation.toQuaternion()).asArray(),
        scaling: node.scaling.asArray(),
        triangles: node.getChildMeshes().reduce((sum, mesh) => sum + mesh.getTotalIndices() / 3, 0),
        vertices: node.getChildMeshes().reduce((sum, mesh) => sum + mesh.getTotalVertices(), 0),
        provenance: node.metadata.imageTo3D as {
          versionId?: string;
          isLocal: boolean;
          stats?: { triangles: number; maxTextureSizePx: number };
        },
      })),
      textureSizes: meshes.flatMap(
        (mesh) => mesh.material?.getActiveTextures().map((texture) => texture.getSize().width) ?? [],
      ),
      versions: generator
        .getSnapshot()
        .assets.map((asset) => asset.versions.map((version) => version.stats.triangles)),
      phases: generator.getSnapshot().assets.map((asset) => asset.getSnapshot().run?.phase),
      endpoint: generator.getSnapshot().endpoint.kind,
    };
  });
}
