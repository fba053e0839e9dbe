import { plainName } from '../core/plain-text.ts';

const MAX_NAME_CHARACTERS = 80;
const FALLBACK_NAME = 'image';
const IMAGE_EXTENSION = /\.(?:png|apng|jpe?g|jfif|webp|avif|gif|svg|hei[cf]|tiff?|bmp)$/i;
const ANY_EXTENSION = /\.[a-z0-9]{1,5}$/i;

const clean = (text: string) => plainName(text, MAX_NAME_CHARACTERS);

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** A file's name for use in a message: without folders and control characters, at most 80 characters. */
export function displayFileName(fileName: string | undefined): string {
  // Cut before it is cleaned, so that a name of a megabyte takes no longer than a short one.
  return clean(baseName(fileName ?? '').slice(-1024)) || 'The image';
}

/** Name for people and for a scene node from a file's name: extension off, cleaned; "image" if nothing is left. */
export function nameFromFile(fileName: string | undefined): string {
  const base = baseName(fileName ?? '')
    .slice(-1024)
    .replace(/^[\s.]+/, '');
  return clean(base.replace(ANY_EXTENSION, '')) || FALLBACK_NAME;
}

/** The same from a chosen name: only an image extension is removed, other full stops stay. */
export function nameFromTitle(title: string): string {
  return clean(title.slice(0, 1024).replace(IMAGE_EXTENSION, '')) || FALLBACK_NAME;
}
