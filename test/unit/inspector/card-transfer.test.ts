import { describe, expect, it } from 'vitest';
import {
  type DraggedCard,
  hasCard,
  readCard,
  writeCard,
} from '../../../plugin/inspector/viewport/card-transfer.ts';

/** A drag's data; `hide` makes it what a page sees before the drop. */
function createTransfer() {
  const data = new Map<string, string>();
  let isHidden = false;
  const transfer = {
    get types() {
      return [...data.keys()];
    },
    setData: (type: string, text: string) => data.set(type.toLowerCase(), text),
    getData: (type: string) => (isHidden ? '' : (data.get(type) ?? '')),
  } as unknown as DataTransfer;
  return { transfer, hide: () => (isHidden = true) };
}

const CARDS: readonly DraggedCard[] = [
  { kind: 'master', hash: 'a'.repeat(64) },
  { kind: 'version', assetId: 'asset', versionId: 'asset/2' },
];

describe('a dragged card', () => {
  it.each(CARDS)('is read back as it was written: $kind', (card) => {
    const { transfer } = createTransfer();
    writeCard(transfer, card);
    expect(readCard(transfer)).toEqual(card);
  });

  it('is recognised while the browser hides what it is', () => {
    const { transfer, hide } = createTransfer();
    expect(hasCard(transfer)).toBe(false);
    writeCard(transfer, CARDS[0]!);
    hide();
    expect(hasCard(transfer)).toBe(true);
    expect(readCard(transfer)).toBeUndefined();
  });

  it.each(['', 'x', 'null', '[]', '{"kind":"master","hash":5}', '{"kind":"version","assetId":"a"}'])(
    'is not %j',
    (text) => {
      const transfer = { getData: () => text } as unknown as DataTransfer;
      expect(readCard(transfer)).toBeUndefined();
    },
  );
});
