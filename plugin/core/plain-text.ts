/** Enough for a sentence or two of a service, and never a wall of text. */
const MAX_CHARACTERS = 500;

// Half a pair shows as nothing or as a box, and cannot be written as UTF-8.
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** Line breaks, tabs and other controls: white space where a line is one line. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/**
 * What nobody sees: marks that turn the reading direction, zero-width and private characters, tags, soft hyphens, and
 * letters of no width. The joiners of Persian words and of emoji count only where they join nothing.
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
/** More marks on one letter than any language writes: they run over the lines above and below. */
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

// Cut before it is looked at: a megabyte costs no more than a line.
const truncated = (text: string, maxCharacters: number) =>
  text.slice(0, 4 * maxCharacters).replace(LONE_SURROGATE, '\ufffd');

function cleaned(text: string, maxCharacters: number, replaceInvisible: (character: string) => string): string {
  return truncated(text, maxCharacters)
    .normalize('NFC')
    .replace(CONTROL, ' ')
    .replace(INVISIBLE, replaceInvisible)
    .replace(STACKED_MARKS, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * Text from outside as it may stand in a message or a log: one line of at most `maxCharacters`, without control
 * characters; what is not seen but changes how the rest reads is spelled out, U+202E as "[U+202E]". What looks like
 * markup stays as it was written: whoever shows it must show it as text.
 */
export function plainText(text: string, maxCharacters = MAX_CHARACTERS): string {
  const spelled = (character: string) =>
    `[U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`;
  return shortened(cleaned(text, maxCharacters, spelled), maxCharacters);
}

/** The same for a name: what is not seen is left out, what is too long is cut off. Empty when nothing is left. */
export function plainName(text: string, maxCharacters: number): string {
  return [...cleaned(text, maxCharacters, () => ' ')].slice(0, maxCharacters).join('').trim();
}
