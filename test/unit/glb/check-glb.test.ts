import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { checkGlb } from '../../../plugin/glb/check-glb.ts';
import { packGlb, quadGlb } from '../../fixtures/make-glb.ts';
import { concat, jpegHeader } from '../../fixtures/make-image.ts';
import { changed, withImage } from './hostile-case.ts';

describe('what is right passes', () => {
  it('a textured quad, also from the middle of a larger buffer', () => {
    const glb = packGlb(quadGlb());
    expect(() => checkGlb(glb)).not.toThrow();
    expect(() => checkGlb(concat([1], glb).subarray(1))).not.toThrow();
  });

  it('JPEG and WebP textures, the WebP by its extension', async () => {
    const image = sharp({ create: { width: 8, height: 8, channels: 3, background: '#f80' } });
    expect(() => checkGlb(withImage(jpegHeader(8192, 8192), 'image/jpeg'))).not.toThrow();
    expect(() => checkGlb(withImage(new Uint8Array(jpegHeader(8, 8)), 'image/png'))).not.toThrow();
    const webp = new Uint8Array(await image.webp().toBuffer());
    expect(() => checkGlb(withImage(webp, 'image/webp'))).not.toThrow();
    const byExtension = changed((json) => {
      json.extensionsUsed = json.extensionsRequired = ['EXT_texture_webp'];
      json.textures = [{ extensions: { EXT_texture_webp: { source: 0 } } }];
    });
    expect(() => checkGlb(byExtension)).not.toThrow();
  });

  it('material extensions, texture transform, unknown optional extensions, extras', () => {
    const glb = changed((json) => {
      json.extensionsRequired = ['KHR_materials_unlit', 'KHR_texture_transform', 'KHR_materials_clearcoat'];
      json.extensionsUsed = [...json.extensionsRequired, 'KHR_xmp_json_ld', 'ACME_whatever'];
      json.materials[0].extensions = { KHR_materials_clearcoat: { clearcoatTexture: { index: 0 } } };
      json.extras = { made: 'here', deep: [[[1]]] };
    });
    expect(() => checkGlb(glb)).not.toThrow();
  });

  it('a file without textures and one without indices', () => {
    const plain = changed((json) => {
      for (const key of ['images', 'textures', 'samplers', 'materials']) delete json[key];
      delete json.meshes[0].primitives[0].material;
      delete json.meshes[0].primitives[0].indices;
    });
    expect(() => checkGlb(plain)).not.toThrow();
  });
});
