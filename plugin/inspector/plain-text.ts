// Controls, and the marks that turn the reading direction: a text from outside must not disguise itself.
const UNSAFE = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff]+/gu;

/** A text from outside as it may stand in the pane: one line, no hidden marks, cut with an ellipsis. */
export function plainText(text: string, maxCharacters = 300): string {
  // Cut first: a text of a megabyte costs no more than a short one.
  const plain = text
    .slice(0, maxCharacters * 4)
    .replace(UNSAFE, ' ')
    .trim();
  const characters = [...plain];
  const isCut = characters.length > maxCharacters || text.length > maxCharacters * 4;
  return isCut ? `${characters.slice(0, maxCharacters - 1).join('')}…` : plain;
}

/** A name from outside: short enough for a button's title. */
export function plainName(name: string): string {
  return plainText(name, 80) || 'Unnamed';
}
