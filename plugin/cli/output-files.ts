import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ImageTo3DError } from '../core/errors.ts';

/** Checks, before the paid run, that the result can be written. */
export async function checkOutput(path: string): Promise<void> {
  try {
    await access(dirname(path), constants.W_OK);
  } catch (cause) {
    throw new ImageTo3DError(
      'unsupported-platform',
      `The folder ${dirname(path)} does not exist or cannot be written to.`,
      { cause },
    );
  }
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) throw new ImageTo3DError('unsupported-platform', `${path} is a folder, not a file to write.`);
}

/** Whether there is a file at this path. */
export const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

/** Whether two paths are the same file, links included. */
export async function isSameFile(first: string, second: string): Promise<boolean> {
  if (first === second) return true;
  const [a, b] = await Promise.all([first, second].map((path) => stat(path).catch(() => undefined)));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

export interface OutputFile {
  readonly path: string;
  readonly data: Uint8Array | string;
}

/** Writes temporary files, then renames them: no file is ever half-written. */
export async function writeFilesAtomically(files: readonly OutputFile[]): Promise<void> {
  const parts = files.map((file) => ({ ...file, part: `${file.path}.${randomUUID()}.part` }));
  try {
    for (const { part, data } of parts) await writeFile(part, data);
    for (const { part, path } of parts) await rename(part, path);
  } catch (cause) {
    for (const { part } of parts) await rm(part, { force: true });
    const names = files.map(({ path }) => path).join(' and ');
    throw new ImageTo3DError(
      'unsupported-platform',
      `Could not write ${names}: ${(cause as Error).message}`,
      { cause },
    );
  }
}
