import { describe, expect, it } from 'vitest';
import {
  mayContainImage,
  nameOfAddress,
  sourcesFromTransfer,
} from '../../../plugin/inspector/image/image-transfer.ts';

function transferOf(files: File[], data: Record<string, string> = {}): DataTransfer {
  const types = [...(files.length > 0 ? ['Files'] : []), ...Object.keys(data)];
  return { files, types, getData: (type: string) => data[type] ?? '' } as unknown as DataTransfer;
}

const png = new File(['x'], 'pot.png', { type: 'image/png' });
const text = new File(['x'], 'readme.txt', { type: 'text/plain' });

describe('sourcesFromTransfer', () => {
  it('takes all images and models, and no other files beside them', () => {
    const glb = new File(['x'], 'pot.glb');
    expect(sourcesFromTransfer(transferOf([text, png, glb]))).toEqual([png, glb]);
  });

  it('hands a file of unknown type on, for its bytes to be judged', () => {
    expect(sourcesFromTransfer(transferOf([text]))).toEqual([text]);
  });

  it('takes the address of an image dragged from a page, past comments', () => {
    const list = '# from a page\r\nhttps://example.com/pot.png\r\nhttps://example.com/other.png';
    expect(sourcesFromTransfer(transferOf([], { 'text/uri-list': list }))).toEqual([
      'https://example.com/pot.png',
    ]);
  });

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x', 'hello', ''])(
    'refuses %j',
    (plain) => {
      expect(sourcesFromTransfer(transferOf([], { 'text/plain': plain }))).toEqual([]);
    },
  );
});

describe('mayHoldImage', () => {
  it('goes by the kinds alone', () => {
    expect(mayContainImage(transferOf([png]))).toBe(true);
    expect(mayContainImage(transferOf([], { 'text/uri-list': 'x' }))).toBe(true);
    expect(mayContainImage(transferOf([], { 'text/plain': 'x' }))).toBe(false);
  });
});

describe('nameOfAddress', () => {
  it.each([
    ['https://example.com/a/wooden-chair.png?w=3', 'wooden-chair'],
    ['https://example.com/', undefined],
    ['data:image/png;base64,AA', undefined],
    ['nonsense', undefined],
  ])('%s: %j', (address, expected) => {
    expect(nameOfAddress(address)).toBe(expected);
  });
});
