import { ImageTo3DError } from '../core/errors.ts';

/** An `invalid-glb` error; `what` is the message without the full stop. */
export function invalidGlb(what: string, cause?: unknown): ImageTo3DError {
  return new ImageTo3DError('invalid-glb', `${what}.`, { cause });
}

/** Text from the file, safe for a message: quoted, short, without control characters. */
export function quoted(text: string): string {
  const plain = [...text.slice(0, 61)].map((c) => (/[\p{C}"]/u.test(c) ? '?' : c)).join('');
  return `"${text.length > 60 ? `${plain.slice(0, 59)}…` : plain}"`;
}

/** A key from the file, safe for a message: quoted unless it is a plain word. */
export function keyText(key: string): string {
  return /^\w{1,60}$/.test(key) ? key : quoted(key);
}

/** 1234567 as "1,234,567". */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}
