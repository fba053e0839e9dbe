import { Texture } from '@babylonjs/core/Materials/Textures/texture.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { uploadImage } from '../../../plugin/scene/load/upload-image.ts';
import { colourImage } from './fit-stage.ts';
import { createStage } from './stage.ts';

let stage: ReturnType<typeof createStage>;
beforeEach(() => {
  stage = createStage();
});
afterEach(() => stage.dispose());

test('an upload that fails in the middle leaves the state of WebGL to the app as it was', async () => {
  const { scene } = stage;
  const gl = scene.getEngine().getRenderingCanvas()!.getContext('webgl2')!;
  const image = await colourImage([255, 0, 0], 1024);
  const state = () => [gl.getParameter(gl.UNPACK_SKIP_ROWS), gl.getParameter(gl.TEXTURE_BINDING_2D)];
  const before = state();
  const { texSubImage2D } = gl;
  let strips = 0;
  gl.texSubImage2D = ((...given: Parameters<typeof texSubImage2D>) => {
    strips += 1;
    if (strips === 2) throw new Error('Out of memory.');
    texSubImage2D.apply(gl, given);
  }) as typeof texSubImage2D;
  const texture = new Texture(null, scene);
  await expect(uploadImage(texture, 'data:red', image, () => true)).rejects.toThrow('Out of memory.');
  expect([strips, ...state()]).toEqual([2, ...before]);
  texture.dispose();
  image.close();
});
