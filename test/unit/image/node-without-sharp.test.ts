import { expect, it, vi } from 'vitest';
import { makePng, pngHeader } from '../../fixtures/make-image.ts';

vi.mock('sharp', () => {
  throw new Error("Cannot find package 'sharp'");
});

it('without sharp an image is refused with what to install, and a bad one before that', async () => {
  const { prepareImage } = await import('../../../plugin/image/node.ts');
  await expect(prepareImage(makePng(2, 2, () => [255, 0, 0, 255]))).rejects.toMatchObject({
    code: 'unsupported-platform',
    message: expect.stringContaining('npm install sharp'),
  });
  await expect(prepareImage(pngHeader(0, 0))).rejects.toMatchObject({ code: 'undecodable-image' });
});
