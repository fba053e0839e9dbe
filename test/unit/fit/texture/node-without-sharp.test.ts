import { expect, it, vi } from 'vitest';
import { nodeCodec } from '../../../../plugin/fit/texture/node-codec.ts';
import { makeRaster } from '../write/make-surface.ts';

vi.mock('sharp', () => {
  throw new Error('Cannot find package sharp');
});

it('says what is missing and how to get it', async () => {
  const missing = { code: 'unsupported-platform', message: expect.stringContaining('npm install sharp') };
  const image = { bytes: new Uint8Array(4), mimeType: 'image/png', widthPx: 1, heightPx: 1 } as const;
  await expect(nodeCodec.decode(image)).rejects.toMatchObject(missing);
  const encode = nodeCodec.encode(makeRaster(4, 1), { format: 'webp', kind: 'normal' });
  await expect(encode).rejects.toMatchObject(missing);
});
