import { offerToPage } from '../worker/offer-to-page.ts';
import type { Call } from '../worker/protocol.ts';
import { type DecodeRequest, decodeAndFinish } from './browser/decode.ts';

export type DecodeFunctions = typeof functions;

const functions = {
  async decode(request: DecodeRequest, { handOver }: Call) {
    const image = await decodeAndFinish(request);
    handOver(image.png.buffer);
    return image;
  },
};

offerToPage(functions);
