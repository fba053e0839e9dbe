import { GLB_LIMITS } from './glb-limits.ts';
import { grouped, invalidGlb } from './invalid-glb.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
// Character codes: [ 0x5b, ] 0x5d, { 0x7b, } 0x7d.
const isOpening = (byte: number) => byte === 0x5b || byte === 0x7b;
const isClosing = (byte: number) => byte === 0x5d || byte === 0x7d;

/** Checks nesting and value count of JSON before parsing, since a parser would allocate everything first. */
export function checkJsonText(bytes: Uint8Array): void {
  let depth = 0;
  let values = 1;
  let inString = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (inString) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === COMMA) values++;
    else if (isOpening(byte)) {
      values++;
      if (++depth > GLB_LIMITS.maxJsonNesting)
        throw invalidGlb(`The JSON of the GLB is nested deeper than ${GLB_LIMITS.maxJsonNesting} levels`);
    } else if (isClosing(byte)) depth--;
  }
  if (values > GLB_LIMITS.maxJsonValues)
    throw invalidGlb(
      `The JSON of the GLB holds ${grouped(values)} values; the limit is ${grouped(GLB_LIMITS.maxJsonValues)}`,
    );
}
