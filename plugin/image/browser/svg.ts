import { ImageTo3DError, throwIfAborted } from '../../core/errors.ts';
import { svgSize } from '../../recipe/image-formats/svg.ts';
import { displayFileName } from '../../recipe/image-name.ts';
import { type SizePx, scaleTo } from '../scaled-size.ts';
import { BITMAP_OPTIONS } from './decode.ts';

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';
const XLINK_NAMESPACE = 'http://www.w3.org/1999/xlink';

function parse(bytes: Uint8Array<ArrayBuffer>, label: string): SVGSVGElement {
  const encoding = bytes[0] === 0xff ? 'utf-16le' : bytes[0] === 0xfe ? 'utf-16be' : 'utf-8';
  const text = new TextDecoder(encoding).decode(bytes);
  const root = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  if (root.localName === 'svg' && root.namespaceURI === SVG_NAMESPACE && !root.querySelector('parsererror'))
    return root as unknown as SVGSVGElement;
  const detail =
    root.localName === 'svg' && !root.namespaceURI
      ? 'its root lacks xmlns="http://www.w3.org/2000/svg"'
      : 'it is not well-formed XML';
  throw new ImageTo3DError('undecodable-image', `${label} cannot be drawn: ${detail}.`);
}

const isInside = (reference: string) => /^\s*(?:#|data:)/i.test(reference);

/**
 * Removes external images, which an `<img>` does not load: Chromium would draw its broken-image icon. Also removes HTML,
 * which would taint the canvas.
 */
function removeOutside(root: SVGSVGElement): void {
  for (const element of [...root.getElementsByTagName('*')]) {
    const reference = element.getAttribute('href') ?? element.getAttributeNS(XLINK_NAMESPACE, 'href');
    const isLink = element.localName === 'a';
    if (element.localName === 'foreignObject' || (reference !== null && !isLink && !isInside(reference)))
      element.remove();
  }
}

// With a view box and a size in pixels, the drawing is rasterised at that size instead of being scaled up.
function resize(root: SVGSVGElement, longSidePx: number): SizePx {
  const attribute = (name: string) => root.getAttribute(name) ?? undefined;
  const { width, height } = svgSize(attribute('width'), attribute('height'), attribute('viewBox'));
  const target = scaleTo({ widthPx: width, heightPx: height }, longSidePx);
  if (!attribute('viewBox') && width && height) root.setAttribute('viewBox', `0 0 ${width} ${height}`);
  root.setAttribute('width', `${target.widthPx}`);
  root.setAttribute('height', `${target.heightPx}`);
  return target;
}

async function loadDrawing(svg: string, label: string): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  const image = new Image();
  try {
    image.src = url;
    await image.decode();
    return image;
  } catch (cause) {
    throw new ImageTo3DError('undecodable-image', `${label} cannot be drawn by this browser.`, { cause });
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * Draws an SVG with its long side at exactly `longSidePx`, by way of an `<img>`: there a browser runs no scripts and loads
 * no external resources. Throws `unsupported-format` where there is no document (in a worker).
 */
export async function drawSvg(
  bytes: Uint8Array<ArrayBuffer>,
  fileName: string | undefined,
  longSidePx: number,
  signal?: AbortSignal,
): Promise<ImageBitmap> {
  const label = displayFileName(fileName);
  if (typeof document === 'undefined')
    throw new ImageTo3DError('unsupported-format', `${label} is an SVG, which can only be drawn in a page.`);
  const root = parse(bytes, label);
  removeOutside(root);
  const size = resize(root, longSidePx);
  const image = await loadDrawing(new XMLSerializer().serializeToString(root), label);
  throwIfAborted(signal);
  const canvas = Object.assign(document.createElement('canvas'), {
    width: size.widthPx,
    height: size.heightPx,
  });
  canvas.getContext('2d')?.drawImage(image, 0, 0, size.widthPx, size.heightPx);
  try {
    canvas.getContext('2d')?.getImageData(0, 0, 1, 1);
  } catch (cause) {
    throw new ImageTo3DError(
      'undecodable-image',
      `${label} contains foreign content, so the browser does not allow reading its pixels.`,
      {
        cause,
      },
    );
  }
  return createImageBitmap(canvas, BITMAP_OPTIONS);
}
