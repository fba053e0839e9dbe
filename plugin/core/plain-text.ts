/** Enough for one or two sentences from a service. */
const MAX_CHARACTERS = 500;

// A lone surrogate cannot be encoded as UTF-8.
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** Line breaks, tabs and other control characters; they become spaces. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/**
 * Invisible characters: direction marks, zero-width and private-use characters, tags, soft hyphens. Joiners are allowed
 * where they join letters or emoji.
 */
const INVISIBLE = new RegExp(
  [
    '(?<![\\p{L}\\p{M}\\p{Extended_Pictographic}\\p{Emoji_Modifier}])[\\u200c\\u200d]',
    '[\\u200c\\u200d](?![\\p{L}\\p{Extended_Pictographic}])',
    '(?![\\u200c\\u200d])[\\p{Cf}\\p{Co}\\u115f\\u1160\\u3164\\uffa0]',
    '\\u034f|\\u17b4|\\u17b5',
  ].join('|'),
  'gu',
);
/** More combining marks on one letter than any language uses: they would cover the lines above and below. */
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu;

function shortened(text: string, maxCharacters: number): string {
  const characters = [...text];
  return characters.length <= maxCharacters
    ? text
    : `${characters
        .slice(0, maxCharacters - 1)
        .join('')
        .trimEnd()}…`;
}

// Cut first, so that a megabyte of text costs no more than a line.
const truncated = (text: string, maxCharacters: number) =>
  text.slice(0, 4 * maxCharacters).replace(LONE_SURROGATE, '\ufffd');

function cleaned(
  text: string,
  maxCharacters: number,
  replaceInvisible: (character: string) => string,
): string {
  return truncated(text, maxCharacters)
    .normalize('NFC')
    .replace(CONTROL, ' ')
    .replace(INVISIBLE, replaceInvisible)
    .replace(STACKED_MARKS, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * Makes text from outside safe for a message or a log: one line of at most `maxCharacters`, no control characters;
 * invisible characters are spelled out, U+202E as "[U+202E]". Markup is not escaped: show the result as text.
 */
export function plainText(text: string, maxCharacters = MAX_CHARACTERS): string {
  const spelled = (character: string) =>
    `[U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`;
  return shortened(cleaned(text, maxCharacters, spelled), maxCharacters);
}

/** The same for a name: invisible characters are removed, long names are cut. May be empty. */
export function plainName(text: string, maxCharacters: number): string {
  return [...cleaned(text, maxCharacters, () => ' ')].slice(0, maxCharacters).join('').trim();
}
