import { readFile, rename, writeFile } from 'node:fs/promises';
import type { SpendStore } from './proxy/limits/spend.ts';

/**
 * Stores the day's spending in a JSON file, which is replaced as a whole. One process per file. A missing file counts
 * as nothing spent; a file with other content makes `load` throw a TypeError.
 *
 * @example
 * const spendStore = createFileSpendStore('./spend.json');
 * const server = createImageTo3DServer({ falKey: 'id:secret', spendStore });
 */
export function createFileSpendStore(path: string): SpendStore {
  return {
    async load() {
      let text: string;
      try {
        text = await readFile(path, 'utf8');
      } catch (thrown) {
        if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
        throw thrown;
      }
      const { day, microUsd } = JSON.parse(text) as Record<string, unknown>;
      if (typeof day !== 'string' || typeof microUsd !== 'number')
        throw new TypeError(`${path} is not a spending record. Restore it, or delete it to start from 0.`);
      return { day, microUsd };
    },
    async save(record) {
      await writeFile(`${path}.new`, JSON.stringify(record));
      await rename(`${path}.new`, path);
    },
  };
}
