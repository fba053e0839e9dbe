import { afterEach, describe, expect, it } from 'vitest';
import { prepareImage } from '../../../plugin/image/browser.ts';
import { makePng } from '../../fixtures/make-image.ts';

const png = makePng(300, 200, (x, y) => [x & 255, y & 255, 99, 255 - (x & 63)]);
const refused = (code: string, says: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(says) });

const RealWorker = globalThis.Worker;
afterEach(() => {
  globalThis.Worker = RealWorker;
});

describe('platforms', () => {
  it('one worker an image, ended when the work is', async () => {
    const events: string[] = [];
    globalThis.Worker = class extends RealWorker {
      constructor(...args: ConstructorParameters<typeof RealWorker>) {
        super(...args);
        events.push('start');
      }
      override terminate() {
        events.push('end');
        super.terminate();
      }
    };
    await prepareImage(png);
    await expect(prepareImage(png.subarray(0, 60))).rejects.toEqual(refused('undecodable-image', 'decoded'));
    expect(events).toEqual(['start', 'end', 'start', 'end']);
  });

  it('without workers the result is the same', async () => {
    const { hash } = await prepareImage(png);
    const canvas = new OffscreenCanvas(20, 10);
    canvas.getContext('2d')?.fillRect(0, 0, 9, 9);
    const drawn = await prepareImage(canvas);
    const broken = class extends RealWorker {
      constructor() {
        super('/no-such-worker.js', { type: 'module' });
      }
    };
    for (const replacement of [undefined, broken]) {
      globalThis.Worker = replacement as unknown as typeof Worker;
      expect((await prepareImage(png)).hash).toBe(hash);
      expect((await prepareImage(canvas)).hash).toBe(drawn.hash);
    }
  });

  it('an image of another site in an <img> is refused with a word about CORS', async () => {
    const otherHost = location.hostname === 'localhost' ? '127.0.0.1' : 'localhost';
    const image = new Image();
    image.src = `//${otherHost}:${location.port}/node_modules/@lobehub/fluent-emoji-3d/assets/1f34e.webp`;
    await image.decode();
    await expect(prepareImage(image, { name: 'apple' })).rejects.toEqual(
      refused('image-unreachable', 'CORS'),
    );
  });
});
