import { pngHeader, utf8 } from '../../fixtures/make-image.ts';

const open =
  '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 16 16">';
const red = '<rect width="16" height="16" fill="#f00"/>';
export const dataUrl = (type: string, bytes: Uint8Array) =>
  `data:${type};base64,${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`;
const svg = (body: string) => utf8(`${open}${body}</svg>`);

function unfolding(levels: number, times: number, reference: (id: string) => string): string {
  let body = '<defs><rect id="a0" width="1" height="1"/>';
  for (let level = 1; level <= levels; level++)
    body += `<g id="a${level}">${reference(`a${level - 1}`).repeat(times)}</g>`;
  return `${body}</defs>${reference(`a${levels}`)}`;
}

/** Drawings that are refused, with the code and a part of the sentence. */
export const REFUSED_SVGS: readonly (readonly [
  what: string,
  bytes: () => Uint8Array<ArrayBuffer>,
  code: string,
  says: string,
])[] = [
  [
    'an image of 30,000² px in it',
    () => svg(`<image width="16" height="16" href="${dataUrl('image/png', pngHeader(30_000, 30_000))}"/>`),
    'image-too-large',
    'contains images of 900 million pixels; the limit for images in an SVG is 16.8 million',
  ],
  [
    'the same by xlink, with the address written as character references',
    () =>
      svg(
        `<image width="16" height="16" xlink:href='&#x64;&#97;ta:${dataUrl('image/png', pngHeader(30_000, 30_000)).slice(5)}'/>`,
      ),
    'image-too-large',
    'contains images of 900 million pixels',
  ],
  [
    'twenty images of 1024² px',
    () => svg(`<image href="${dataUrl('image/png', pngHeader(1024, 1024))}"/>`.repeat(20)),
    'image-too-large',
    'contains images of 21 million pixels',
  ],
  [
    'an image of 30,000² px in a drawing in it',
    () =>
      svg(
        `<image href="${dataUrl('image/svg+xml', svg(`<image href="${dataUrl('image/png', pngHeader(30_000, 30_000))}"/>`))}"/>`,
      ),
    'image-too-large',
    'contains images of 900 million pixels',
  ],
  [
    'a TIFF in it',
    () => svg(`<image href="${dataUrl('image/tiff', utf8('II*\0 etc'))}"/>`),
    'unsupported-format',
    'An image in the SVG is a TIFF image',
  ],
  [
    'an address in an entity',
    () => utf8(`<!DOCTYPE svg [<!ENTITY a "data:image/png;base64,">]>${open}<image href="&a;AAAA"/></svg>`),
    'undecodable-image',
    'hides an address in an entity',
  ],
  [
    'an image in an entity',
    () =>
      utf8(
        `<!DOCTYPE svg [<!ENTITY a '<image href="${dataUrl('image/png', pngHeader(30_000, 30_000))}"/>'>]>${open}&a;</svg>`,
      ),
    'undecodable-image',
    'hides elements in an entity',
  ],
  [
    'elements in an entity written as character references',
    () => utf8(`<!DOCTYPE svg [<!ENTITY a "&#x3C;use href='#b'/>">]>${open}&a;</svg>`),
    'undecodable-image',
    'hides elements in an entity',
  ],
  [
    'ten to the ninth elements by references',
    () => svg(unfolding(9, 10, (id) => `<use href="#${id}"/>`)),
    'image-too-large',
    'draws more than 500000 elements',
  ],
  [
    'the same by xlink and groups within groups',
    () => svg(`<g>${unfolding(6, 10, (id) => `<g><use xlink:href='#${id}'/></g>`)}</g>`),
    'image-too-large',
    'draws more than 500000 elements',
  ],
  [
    'the same by masks',
    () =>
      svg(
        `<defs><mask id="a0">${red}</mask>${[1, 2, 3, 4, 5, 6]
          .map((i) => `<mask id="a${i}">${`<rect mask="url(#a${i - 1})"/>`.repeat(10)}</mask>`)
          .join('')}</defs><rect style="mask:url('#a6')"/>`,
      ),
    'image-too-large',
    'draws more than 500000 elements',
  ],
  [
    'references 100,000 deep',
    () =>
      svg(Array.from({ length: 100_000 }, (_, i) => `<g id="b${i}"><use href="#b${i + 1}"/></g>`).join('')),
    'image-too-large',
    'draws more than 500000 elements',
  ],
  [
    'the same ten to the sixth beneath 300 named groups',
    () =>
      svg(
        `${Array.from({ length: 300 }, (_, i) => `<g id="n${i}">`).join('')}${unfolding(6, 10, (id) => `<use href="#${id}"/>`)}${'</g>'.repeat(300)}`,
      ),
    'image-too-large',
    'draws more than 500000 elements',
  ],
];

/** Drawings that try to run or to fetch, and show a red square whatever becomes of that. */
export const HARMLESS_SVGS: readonly (readonly [
  what: string,
  bytes: (trap: string) => Uint8Array<ArrayBuffer>,
])[] = [
  ['a script', (trap) => svg(`<script>fetch("${trap}");window.trapped=1</script>${red}`)],
  ['handlers', (trap) => svg(`<g onload="fetch('${trap}')" onclick="window.trapped=1">${red}</g>`)],
  ['a style sheet elsewhere', (trap) => svg(`<style>@import url("${trap}");rect{x:0}</style>${red}`)],
  ['a font elsewhere', (trap) => svg(`<style>@font-face{font-family:f;src:url("${trap}")}</style>${red}`)],
  ['a link of a script', (trap) => svg(`<a href="javascript:fetch('${trap}')">${red}</a>`)],
  ['a part of another drawing', (trap) => svg(`${red}<use href="${trap}#x"/>`)],
  ['an image elsewhere', (trap) => svg(`${red}<image href="${trap}" width="1" height="1"/>`)],
  ['a paint elsewhere', (trap) => svg(`${red}<path d="M0 0" fill="url(${trap}#x)"/>`)],
  ['a part that holds itself', () => svg(`${red}<g id="a"><use href="#a"/></g>`)],
  [
    'entities for a namespace and a character',
    () =>
      utf8(
        `<!DOCTYPE svg [<!ENTITY ns "http://www.w3.org/2000/svg"><!ENTITY nbsp "&#160;">]><svg xmlns="&ns;" viewBox="0 0 16 16">${red}<text>&nbsp;</text></svg>`,
      ),
  ],
  [
    'an external entity that is not used',
    (trap) => utf8(`<!DOCTYPE svg [<!ENTITY x SYSTEM "${trap}">]>${open}${red}</svg>`),
  ],
  [
    'a style sheet named before the drawing',
    (trap) => utf8(`<?xml-stylesheet href="${trap}"?>${open}${red}</svg>`),
  ],
];
