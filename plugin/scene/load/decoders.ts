import { ImageTo3DError } from '../../core/errors.ts';
import type { GlbDecoder } from '../../glb/glb-limits.ts';

/** Addresses of decoders that you host on your own origin. Meshopt needs none: its decoder is part of this package. */
export interface DecoderUrls {
  /** The files of `@babylonjs/core/assets/Draco`: wrapper script, its wasm, and the script for browsers without wasm. */
  readonly draco?: { readonly wasmUrl: string; readonly wasmBinaryUrl: string; readonly fallbackUrl: string };
  /** Babylon's KTX2 decoder and its transcoders (`KhronosTextureContainer2.URLConfig`). */
  readonly ktx2?: {
    readonly jsDecoderModule: string;
    readonly jsMSCTranscoder?: string;
    readonly wasmMSCTranscoder?: string;
    readonly wasmUASTCToASTC?: string;
    readonly wasmUASTCToBC7?: string;
    readonly wasmUASTCToRGBA_UNORM?: string;
    readonly wasmUASTCToRGBA_SRGB?: string;
    readonly wasmUASTCToR8_UNORM?: string;
    readonly wasmUASTCToRG8_UNORM?: string;
    readonly wasmZSTDDecoder?: string;
  };
}

let configured: DecoderUrls = {};

function ownAddress(decoder: string, key: string, given: string): string {
  const page = typeof location === 'undefined' ? undefined : location;
  if (!page)
    throw new ImageTo3DError(
      'unsupported-platform',
      `Decoders can only be set in a web page, but ${decoder} was set outside of one.`,
    );
  let url: URL;
  try {
    url = new URL(given, page.href);
  } catch (cause) {
    throw new ImageTo3DError('validation', `${decoder}.${key} is not a URL: "${given.slice(0, 200)}".`, {
      cause,
    });
  }
  if (url.origin !== page.origin)
    throw new ImageTo3DError(
      'validation',
      `${decoder}.${key} must come from ${page.origin}, not from ${url.origin}: a decoder is code that reads every file.`,
    );
  return url.href;
}

const checked = <T extends object>(decoder: string, urls: T): T =>
  Object.fromEntries(
    Object.entries(urls).map(([key, url]) => [key, ownAddress(decoder, key, String(url))]),
  ) as T;

/**
 * Sets the decoders for compressed GLBs, before the first such file; they must come from the page's own origin.
 * Without them a file with Draco geometry or KTX2 textures is refused; nothing is ever fetched from a CDN. Replaces
 * what was configured before. Throws `validation` for an address of another origin, `unsupported-platform` outside a
 * page.
 *
 * @example
 * configureDecoders({
 *   draco: {
 *     wasmUrl: '/draco/draco_wasm_wrapper_gltf.js',
 *     wasmBinaryUrl: '/draco/draco_decoder_gltf.wasm',
 *     fallbackUrl: '/draco/draco_decoder_gltf.js',
 *   },
 * });
 */
export function configureDecoders({ draco, ktx2 }: DecoderUrls): void {
  configured = {
    ...(draco ? { draco: checked('draco', draco) } : {}),
    ...(ktx2 ? { ktx2: checked('ktx2', ktx2) } : {}),
  };
}

export const isKtx2Configured = (): boolean => configured.ktx2 !== undefined;

/** The decoders that are configured. */
export function availableDecoders(): readonly GlbDecoder[] {
  return [
    'meshopt',
    ...(configured.draco ? (['draco'] as const) : []),
    ...(configured.ktx2 ? (['ktx2'] as const) : []),
  ];
}

/** Replaces Babylon's decoder URLs, which point to its CDN, by the configured ones. */
export async function applyDecoders(): Promise<void> {
  const { draco, ktx2 } = configured;
  if (draco) {
    const { DracoDecoder } = await import('@babylonjs/core/Meshes/Compression/dracoDecoder.js');
    DracoDecoder.DefaultConfiguration = { ...DracoDecoder.DefaultConfiguration, ...draco };
  }
  if (ktx2) {
    const { KhronosTextureContainer2 } = await import('@babylonjs/core/Misc/khronosTextureContainer2.js');
    Object.assign(KhronosTextureContainer2.URLConfig, ktx2);
  }
}
