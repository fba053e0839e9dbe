import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js';
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js';
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js';
import { Scene } from '@babylonjs/core/scene.js';
import { WebIO } from '@gltf-transform/core';
import { EXTMeshoptCompression, KHRMeshQuantization } from '@gltf-transform/extensions';
import { MeshoptDecoder, MeshoptEncoder } from 'meshoptimizer';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseGlb } from '../../../plugin/glb/parse-glb.ts';
import { geometryMeshes } from '../../../plugin/scene/content/name-content.ts';
import { availableDecoders, configureDecoders } from '../../../plugin/scene/load/decoders.ts';
import { loadContainer } from '../../../plugin/scene/load/load-container.ts';
import { vertexBounds } from '../../../plugin/scene/place/bounds.ts';
import { createPlacementNode } from '../../../plugin/scene/place/placement.ts';
import { swapContainer } from '../../../plugin/scene/swap/swap.ts';
import { boxGlb, gridBox } from '../../fixtures/grid-box.ts';
import { sceneCounts } from '../../fixtures/scene-counts.ts';

let scene: Scene;

beforeEach(() => {
  scene = new Scene(new NullEngine());
  new FreeCamera('camera', new Vector3(0, 1, -5), scene);
});
afterEach(() => {
  scene.getEngine().dispose();
  configureDecoders({});
  vi.unstubAllGlobals();
});

/** The box in the usual compression: quantised by a node's transform, indices and vertices packed. */
async function packedBox(triangles = 1200): Promise<Uint8Array<ArrayBuffer>> {
  const { meshopt } = await import('@gltf-transform/functions');
  await Promise.all([MeshoptDecoder.ready, MeshoptEncoder.ready]);
  const io = new WebIO()
    .registerExtensions([EXTMeshoptCompression, KHRMeshQuantization])
    .registerDependencies({ 'meshopt.decoder': MeshoptDecoder, 'meshopt.encoder': MeshoptEncoder });
  const document = await io.readBinary(await boxGlb(gridBox(triangles)));
  await document.transform(meshopt({ encoder: MeshoptEncoder }));
  return new Uint8Array(await io.writeBinary(document));
}

interface PackedView {
  readonly extensions?: { readonly EXT_meshopt_compression?: { readonly byteOffset: number } };
}

describe('meshopt', () => {
  test('needs no configuration: the file comes into the scene as large as it was before it was packed', async () => {
    const glb = await packedBox();
    expect((parseGlb(glb).json as { extensionsRequired: string[] }).extensionsRequired).toContain(
      'EXT_meshopt_compression',
    );
    const container = await loadContainer(scene, glb, { name: 'box' });
    const [mesh] = geometryMeshes(container);
    expect((mesh?.getTotalIndices() ?? 0) / 3).toBe(1200);
    expect(container.textures).toHaveLength(1);
    const placement = createPlacementNode(scene, { name: 'box' });
    swapContainer({ placement, next: container, size: 1 });
    const bounds = vertexBounds(placement.getChildMeshes());
    expect(bounds?.min.equalsWithEpsilon(new Vector3(-0.5, 0, -0.5), 1e-3)).toBe(true);
    expect(bounds?.max.equalsWithEpsilon(new Vector3(0.5, 1, 0.5), 1e-3)).toBe(true);
  });

  test('that cannot be decompressed is refused, and nothing of it remains', async () => {
    const glb = await packedBox();
    const before = await sceneCounts(scene);
    const { json, bin } = parseGlb(glb);
    const view = (json as { bufferViews: PackedView[] }).bufferViews.find(({ extensions }) => extensions);
    bin.fill(0xff, view?.extensions?.EXT_meshopt_compression?.byteOffset ?? 0);
    await expect(loadContainer(scene, glb, { name: 'box' })).rejects.toMatchObject({
      code: 'import-failed',
      message: expect.stringContaining('cannot be decompressed'),
    });
    expect(await sceneCounts(scene)).toEqual(before);
  });
});

describe('decoders that an app brings', () => {
  const draco = { wasmUrl: 'draco/wrapper.js', wasmBinaryUrl: 'draco/d.wasm', fallbackUrl: 'draco/d.js' };

  test('come from the page’s own server', () => {
    vi.stubGlobal('location', new URL('https://game.example/play/index.html'));
    configureDecoders({ draco });
    expect(availableDecoders()).toEqual(['meshopt', 'draco']);
    configureDecoders({ ktx2: { jsDecoderModule: '/ktx2/decoder.js' } });
    expect(availableDecoders()).toEqual(['meshopt', 'ktx2']);
  });

  test.each([
    'https://cdn.example/d.wasm',
    '//cdn.example/d.wasm',
    'http://game.example/d.wasm',
    'data:application/wasm,x',
    'blob:https://cdn.example/1',
  ])('%s is not that: refused, and nothing is configured', (wasmBinaryUrl) => {
    vi.stubGlobal('location', new URL('https://game.example/play/index.html'));
    expect(() => configureDecoders({ draco: { ...draco, wasmBinaryUrl } })).toThrow(
      expect.objectContaining({
        code: 'validation',
        message: expect.stringContaining('draco.wasmBinaryUrl'),
      }),
    );
    expect(availableDecoders()).toEqual(['meshopt']);
  });

  test('outside a page there are none', () => {
    expect(() => configureDecoders({ draco })).toThrow(
      expect.objectContaining({ code: 'unsupported-platform' }),
    );
  });
});
