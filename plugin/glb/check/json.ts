import { isJsonObject } from '../../core/http.ts';
import {
  ALLOWED_EXTENSIONS,
  DECODED_EXTENSIONS,
  DEFAULT_DECODERS,
  GLB_COUNT_LIMITS,
  GLB_LIMITS,
  type GlbDecoder,
  REFUSED_EXTENSIONS,
} from '../glb-limits.ts';
import { grouped, invalidGlb, keyText, quoted } from '../invalid-glb.ts';

const REFUSED = new Set<string>(REFUSED_EXTENSIONS);
const ALLOWED = new Set<string>(ALLOWED_EXTENSIONS);

const DECODER_NAMES = { meshopt: 'meshopt', draco: 'Draco', ktx2: 'KTX2' } as const;

/** Why an extension is not allowed, as the end of a sentence; undefined when it is allowed. */
function reasonAgainst(name: string, decoders: readonly GlbDecoder[]): string | undefined {
  if (REFUSED.has(name)) return 'which is not supported';
  const decoder = Object.hasOwn(DECODED_EXTENSIONS, name)
    ? DECODED_EXTENSIONS[name as keyof typeof DECODED_EXTENSIONS]
    : undefined;
  if (!decoder || decoders.includes(decoder)) return undefined;
  return `which needs a ${DECODER_NAMES[decoder]} decoder, and none is configured`;
}

const isAllowed = (name: unknown): name is string =>
  typeof name === 'string' &&
  (ALLOWED.has(name) || Object.hasOwn(DECODED_EXTENSIONS, name) || /^KHR_materials_\w+$/.test(name));

// Such as "images[0].uri"; a key that is not a plain word is quoted.
function pathText(path: readonly (string | number)[]): string {
  const parts = path.map((key) =>
    typeof key === 'number' ? `[${key}]` : keyText(key) === key ? `.${key}` : `[${quoted(key)}]`,
  );
  return parts.join('').replace(/^\./, '');
}

// Loaders expect extension values to be objects and crash on anything else.
const isObjectOfObjects = (value: unknown) => isJsonObject(value) && Object.values(value).every(isJsonObject);

function checkMember(
  key: string,
  value: unknown,
  path: readonly (string | number)[],
  decoders: readonly GlbDecoder[],
): void {
  if (key.toLowerCase() === 'uri')
    throw invalidGlb(`${pathText(path)} is a URI; everything must be inside the GLB file`);
  const reason = reasonAgainst(key, decoders);
  if (reason) throw invalidGlb(`The GLB uses the extension ${key} (${pathText(path)}), ${reason}`);
  if (key === 'extensions' && !path.includes('extras') && !isObjectOfObjects(value))
    throw invalidGlb(`${pathText(path)} is not an object of objects`);
  const isOurs = !path.includes('extras') && !path.includes('extensions');
  if (key === 'name' && isOurs && typeof value !== 'string')
    throw invalidGlb(`${pathText(path)} is not text`);
  if (key === 'name' && typeof value === 'string' && value.length > GLB_LIMITS.maxNameCharacters)
    throw invalidGlb(
      `${pathText(path)} has ${grouped(value.length)} characters; the limit is ${grouped(GLB_LIMITS.maxNameCharacters)}`,
    );
}

// Recursion is safe: the nesting depth was checked before parsing.
function walk(value: unknown, path: (string | number)[], decoders: readonly GlbDecoder[]): void {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      if (typeof value[i] !== 'object') continue;
      path.push(i);
      walk(value[i], path, decoders);
      path.pop();
    }
  } else if (isJsonObject(value)) {
    for (const key of Object.keys(value)) {
      path.push(key);
      checkMember(key, value[key], path, decoders);
      walk(value[key], path, decoders);
      path.pop();
    }
  }
}

// `String(value)` can throw: {"toString": null}.
const extensionText = (name: unknown) => quoted(typeof name === 'string' ? name : JSON.stringify(name));

function checkExtensionLists(
  { extensionsUsed, extensionsRequired }: Readonly<Record<string, unknown>>,
  decoders: readonly GlbDecoder[],
): void {
  for (const name of Array.isArray(extensionsRequired) ? extensionsRequired : []) {
    const reason = isAllowed(name) ? reasonAgainst(name, decoders) : 'which is not supported';
    if (reason) throw invalidGlb(`The GLB requires the extension ${extensionText(name)}, ${reason}`);
  }
  for (const name of Array.isArray(extensionsUsed) ? extensionsUsed : []) {
    const reason = typeof name === 'string' ? reasonAgainst(name, decoders) : undefined;
    if (reason) throw invalidGlb(`The GLB uses the extension ${name}, ${reason}`);
  }
}

/**
 * Checks that need no glTF schema: array sizes, no URIs anywhere (extensions and extras included), no extension without
 * its decoder, which a loader would fetch from a CDN.
 */
export function checkJson(json: unknown, decoders: readonly GlbDecoder[] = DEFAULT_DECODERS): void {
  if (!isJsonObject(json)) throw invalidGlb('The JSON of the GLB is not an object');
  for (const [key, limit] of Object.entries(GLB_COUNT_LIMITS)) {
    const list = json[key];
    if (Array.isArray(list) && list.length > limit)
      throw invalidGlb(`The GLB has ${grouped(list.length)} ${key}; the limit is ${grouped(limit)}`);
  }
  checkExtensionLists(json, decoders);
  walk(json, [], decoders);
}
