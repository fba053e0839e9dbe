const PROLOG_BYTES = 256 * 1024;

/**
 * The start of a text file, or undefined when the file does not begin with text. UTF-16 only with a byte order mark.
 * Only the first characters count: a web page with image data appended is still a web page.
 */
export function textStart(bytes: Uint8Array): string | undefined {
  const head = bytes.subarray(0, PROLOG_BYTES);
  const isLittle = head[0] === 0xff && head[1] === 0xfe;
  const isBig = head[0] === 0xfe && head[1] === 0xff;
  const label = isLittle ? 'utf-16le' : isBig ? 'utf-16be' : 'utf-8';
  const text = new TextDecoder(label).decode(head); // removes the byte order mark
  for (let i = 0; i < Math.min(text.length, 32); i++) {
    const code = text.charCodeAt(i);
    if (code < 9 || (code > 13 && code < 32) || code === 0xfffd) return undefined;
  }
  return text;
}

function afterDoctype(text: string, start: number): number {
  let inSubset = false;
  let quote = '';
  for (let i = start; i < text.length; i++) {
    const c = text[i]!;
    if (quote) {
      if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (c === '[') inSubset = true;
    else if (c === ']') inSubset = false;
    else if (c === '>' && !inSubset) return i + 1;
  }
  return text.length;
}

/** Where the first element starts, after white space, comments, processing instructions and the document type. */
export function rootStart(text: string): number {
  let offset = 0;
  while (offset < text.length) {
    const rest = text.slice(offset, offset + 9);
    let end: number;
    if (/^\s/.test(rest)) end = offset + 1;
    else if (rest.startsWith('<!--')) end = text.indexOf('-->', offset + 4) + 3;
    else if (rest.startsWith('<?')) end = text.indexOf('?>', offset + 2) + 2;
    else if (rest.toUpperCase() === '<!DOCTYPE') end = afterDoctype(text, offset + 9);
    else return offset;
    if (end <= offset) return text.length; // not closed
    offset = end;
  }
  return offset;
}
