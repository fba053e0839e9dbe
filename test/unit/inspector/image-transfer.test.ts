import { describe, expect, it } from 'vitest';
import {
  imageFromTransfer,
  mayContainImage,
  nameOfAddress,
} from '../../../plugin/inspector/image/image-transfer.ts';

function transferOf(files: File[], data: Record<string, string> = {}): DataTransfer {
  const types = [...(files.length > 0 ? ['Files'] : []), ...Object.keys(data)];
  return { files, types, getData: (type: string) => data[type] ?? '' } as unknown as DataTransfer;
}

const png = new File(['x'], 'pot.png', { type: 'image/png' });
const text = new File(['x'], 'readme.txt', { type: 'text/plain' });

describe('imageFromTransfer', () => {
  it('prefers the image among several files', () => {
    expect(imageFromTransfer(transferOf([text, png]))).toBe(png);
  });

  it('hands a file of unknown type on, for its bytes to be judged', () => {
    expect(imageFromTransfer(transferOf([text]))).toBe(text);
  });

  it('takes the address of an image dragged from a page, past comments', () => {
    const list = '# from a page\r\nhttps://example.com/pot.png\r\nhttps://example.com/other.png';
    expect(imageFromTransfer(transferOf([], { 'text/uri-list': list }))).toBe('https://example.com/pot.png');
  });

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x', 'hello', ''])(
    'refuses %j',
    (plain) => {
      expect(imageFromTransfer(transferOf([], { 'text/plain': plain }))).toBeUndefined();
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
