import { WebIO } from '@gltf-transform/core';
import {
  EXTMeshoptCompression,
  KHRDracoMeshCompression,
  KHRMeshQuantization,
} from '@gltf-transform/extensions';
import { draco, meshopt } from '@gltf-transform/functions';
import { MeshoptEncoder } from 'meshoptimizer/encoder';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { measureGlb } from '../../../plugin/glb/measure-glb.ts';
import { availableDecoders, configureDecoders } from '../../../plugin/scene/load/decoders.ts';
import { loadContainer } from '../../../plugin/scene/load/load-container.ts';
import { createPlacementNode } from '../../../plugin/scene/place/placement.ts';
import { swapContainer } from '../../../plugin/scene/swap/swap.ts';
import { boxGlb, gridBox } from '../../fixtures/grid-box.ts';
import { drawnMesh } from './fit-stage.ts';
import { createStage, draw, isRed } from './stage.ts';

let stage: ReturnType<typeof createStage>;

beforeEach(() => {
  stage = createStage();
});
afterEach(() => {
  stage.dispose();
  configureDecoders({});
});

const asset = (path: string) =>
  new URL(`../../../node_modules/@babylonjs/core/assets/Draco/${path}`, import.meta.url).href;

/** Draco's encoder, which comes with Babylon, as a script of the page. */
async function dracoEncoder(): Promise<unknown> {
  const script = document.createElement('script');
  script.src = asset('draco_encoder.js');
  await new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  const make = Reflect.get(globalThis, 'DracoEncoderModule') as (options?: object) => unknown;
  return make({});
}

async function packedBox(kind: 'meshopt' | 'draco'): Promise<Uint8Array<ArrayBuffer>> {
  await MeshoptEncoder.ready;
  const io = new WebIO()
    .registerExtensions([EXTMeshoptCompression, KHRDracoMeshCompression, KHRMeshQuantization])
    .registerDependencies({
      'meshopt.encoder': MeshoptEncoder,
      ...(kind === 'draco' ? { 'draco3d.encoder': await dracoEncoder() } : {}),
    });
  const document = await io.readBinary(await boxGlb(gridBox(1200)));
  await document.transform(kind === 'draco' ? draco() : meshopt({ encoder: MeshoptEncoder }));
  return new Uint8Array(await io.writeBinary(document));
}

/** Addresses that are asked for while `work` goes on, other than those of the page itself. */
async function foreignRequests(work: () => Promise<void>): Promise<string[]> {
  const asked: string[] = [];
  const note = (url: unknown) => asked.push(new URL(String(url), location.href).href);
  const fetchSpy = vi.spyOn(window, 'fetch').mockImplementation(async (input) => {
    note(input instanceof Request ? input.url : input);
    return new Response();
  });
  const watcher = new MutationObserver((records) => {
    for (const { addedNodes } of records)
      for (const node of addedNodes) if (node instanceof HTMLScriptElement) note(node.src);
  });
  watcher.observe(document.documentElement, { childList: true, subtree: true });
  await work();
  watcher.disconnect();
  fetchSpy.mockRestore();
  return asked.filter((url) => !url.startsWith(location.origin) && !/^(blob|data):/.test(url));
}

test('meshopt: decoded and drawn without any request or configuration', async () => {
  const { scene } = stage;
  const glb = await packedBox('meshopt');
  const foreign = await foreignRequests(async () => {
    const next = await loadContainer(scene, glb, { name: 'box' });
    swapContainer({ placement: createPlacementNode(scene, { name: 'box' }), next, size: 1 });
  });
  expect(foreign).toEqual([]);
  const side = Math.sqrt((await draw(scene)).count(isRed));
  expect(side).toBeGreaterThan(93);
  expect(side).toBeLessThan(97);
});

test('draco: refused until the page brings a decoder, then decoded by that', async () => {
  const { scene } = stage;
  const glb = await packedBox('draco');
  expect(() => measureGlb(glb, { decoders: availableDecoders() })).toThrow('Draco decoder');
  await expect(loadContainer(scene, glb, { name: 'box' })).rejects.toMatchObject({ code: 'import-failed' });
  configureDecoders({
    draco: {
      wasmUrl: asset('draco_wasm_wrapper_gltf.js'),
      wasmBinaryUrl: asset('draco_decoder_gltf.wasm'),
      fallbackUrl: asset('draco_decoder_gltf.js'),
    },
  });
  expect(measureGlb(glb, { decoders: availableDecoders() }).triangles).toBe(1200);
  const next = await loadContainer(scene, glb, { name: 'box' });
  swapContainer({ placement: createPlacementNode(scene, { name: 'box' }), next, size: 1 });
  expect(drawnMesh(next).getTotalIndices() / 3).toBe(1200);
  const side = Math.sqrt((await draw(scene)).count(isRed));
  expect(side).toBeGreaterThan(93);
  expect(side).toBeLessThan(97);
});
