const MAX_NAME_CHARACTERS = 80;
const FALLBACK_NAME = 'image';
const IMAGE_EXTENSION = /\.(?:png|apng|jpe?g|jfif|webp|avif|gif|svg|hei[cf]|tiff?|bmp)$/i;
const ANY_EXTENSION = /\.[a-z0-9]{1,5}$/i;

// Controls, halves of surrogate pairs, and the marks that turn the reading direction: a name must not disguise itself.
const UNSAFE =
  /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff]/gu;

function clean(text: string): string {
  const plain = text.normalize('NFC').replace(UNSAFE, ' ').replace(/\s+/g, ' ').trim();
  return [...plain].slice(0, MAX_NAME_CHARACTERS).join('').trim();
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** A file's name as it may stand in a sentence: without folders and control characters, at most 80 characters. */
export function displayFileName(fileName: string | undefined): string {
  // A path is cut before it is cleaned: a name of a megabyte costs no more than a short one.
  return clean(baseName(fileName ?? '').slice(-1024)) || 'The picture';
}

/** Name for people and for a scene node from a file's name: extension off, cleaned; "image" if nothing is left. */
export function nameFromFile(fileName: string | undefined): string {
  const base = baseName(fileName ?? '')
    .slice(-1024)
    .replace(/^[\s.]+/, '');
  return clean(base.replace(ANY_EXTENSION, '')) || FALLBACK_NAME;
}

/** The same from a name that a person or a program chose: a full stop in it is no extension. */
export function nameFromTitle(title: string): string {
  return clean(title.slice(0, 1024).replace(IMAGE_EXTENSION, '')) || FALLBACK_NAME;
}
