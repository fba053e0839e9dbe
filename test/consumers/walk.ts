import type { Page } from 'playwright';
import { expect } from 'vitest';
import type { Generator } from '../../plugin/index.ts';
import { CROWN } from '../e2e/pane.ts';
import { launchBrowser, openContext } from '../fixtures/browser.ts';

/** What app/main.js puts within reach. */
interface Consumer {
  readonly consumer: {
    readonly scene: import('@babylonjs/core/scene.js').Scene;
    readonly generator: Generator;
    readonly createGenerator: typeof import('../../plugin/index.ts').createGenerator;
    openInspector(): Promise<void>;
  };
}

type ServerModule = typeof import('../../plugin/server/node.ts');
type EngineModule = typeof import('../../plugin/local-engine/node.ts');
/** The built package's types are its sources'. */
const load = <Module>(path: string): Promise<Module> =>
  import(new URL(`../../dist/${path}`, import.meta.url).href);

const trianglesInScene = (page: Page) =>
  page.evaluate(() => {
    const { scene } = (globalThis as unknown as Consumer).consumer;
    const meshes = scene.meshes.filter((mesh) => mesh.getTotalIndices() > 0 && mesh.isEnabled());
    return meshes.reduce((sum, mesh) => sum + mesh.getTotalIndices() / 3, 0);
  });

async function generateFromCode(page: Page): Promise<void> {
  const made = await page.evaluate(async () => {
    const { generator } = (globalThis as unknown as Consumer).consumer;
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 256;
    const context = canvas.getContext('2d')!;
    context.fillStyle = '#c33';
    context.fillRect(60, 40, 140, 180);
    const asset = generator.generate(canvas, { parameters: { decimationTarget: 10_000, textureSize: 1024 } });
    await asset.ready;
    return asset.versions[0]!.stats.triangles;
  });
  expect(made).toBeGreaterThan(5_000);
  expect(await trianglesInScene(page)).toBe(made);
}

/** With the real `@fal-ai/client`, as this bundler has bundled it. */
async function generateThroughServer(page: Page, server: string): Promise<void> {
  const made = await page.evaluate(async (endpoint) => {
    const { scene, createGenerator } = (globalThis as unknown as Consumer).consumer;
    const generator = createGenerator({ scene, endpoint });
    const image = new OffscreenCanvas(64, 64);
    image.getContext('2d')!.fillRect(10, 10, 40, 40);
    const file = new File([await image.convertToBlob()], 'square.png', { type: 'image/png' });
    const asset = generator.generate(file, { parameters: { decimationTarget: 5_000, textureSize: 1024 } });
    await asset.ready;
    const { triangles } = asset.versions[0]!.stats;
    generator.dispose();
    asset.root.dispose();
    return triangles;
  }, `${server}/api/fal`);
  expect(made).toBeGreaterThan(2_000);
}

async function fitFromCode(page: Page): Promise<void> {
  const fitted = await page.evaluate(async () => {
    const [asset] = (globalThis as unknown as Consumer).consumer.generator.getSnapshot().assets;
    const { fit } = await asset!.fitAsync({ plan: { triangles: 2_000, textureSize: 256 } });
    return fit!.stats.triangles;
  });
  expect(fitted).toBeGreaterThan(1_500);
  expect(fitted).toBeLessThanOrEqual(2_000);
  expect(await trianglesInScene(page)).toBe(fitted);
}

async function generateInPane(page: Page): Promise<void> {
  await page.evaluate(() => (globalThis as unknown as Consumer).consumer.openInspector());
  const pane = page.getByRole('region', { name: 'Generate from image' });
  await pane.waitFor();
  await pane.locator('input[type=file]').setInputFiles(CROWN);
  await pane.getByText('1f451', { exact: true }).first().waitFor();
  await pane.getByRole('button', { name: /^Generate · / }).click();
  await page.waitForFunction(() => {
    const { assets } = (globalThis as unknown as Consumer).consumer.generator.getSnapshot();
    return assets.length === 2 && assets.every((asset) => asset.versions.length > 0);
  });
}

/** How far a walk came. */
export interface Walked {
  generate: boolean;
  fit: boolean;
  pane: boolean;
}

/** What a stranger does in a real Chromium: generate and fit from code, then generate in the pane. */
export async function walkThrough(
  url: string,
  walked: Walked = { generate: false, fit: false, pane: false },
): Promise<void> {
  const { serve } = await load<ServerModule>('server/node.js');
  const { createNodeLocalEngine } = await load<EngineModule>('local-engine/node.js');
  const engine = createNodeLocalEngine();
  const server = await serve({ engine, falKey: undefined, allowedOrigins: [new URL(url).origin] });
  const browser = await launchBrowser();
  const errors: string[] = [];
  try {
    const page = await (await openContext(browser)).newPage();
    // A development server compiles the Inspector when it is first asked for it: minutes.
    page.setDefaultTimeout(900_000);
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(url);
    await page.waitForFunction(() => 'consumer' in globalThis);
    // This app draws each pixel of its canvas, which is not what is tested.
    await page.evaluate(() =>
      (globalThis as unknown as Consumer).consumer.scene.getEngine().setHardwareScalingLevel(5),
    );
    await generateFromCode(page);
    await generateThroughServer(page, server.url);
    walked.generate = true;
    await fitFromCode(page);
    walked.fit = true;
    await generateInPane(page);
    walked.pane = true;
    expect(errors).toEqual([]);
  } finally {
    await browser.close();
    await server.close();
    engine.dispose();
  }
}
