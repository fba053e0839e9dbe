import { ALLOWED_EXTENSIONS, GLB_COUNT_LIMITS, GLB_LIMITS, REFUSED_EXTENSIONS } from './glb-limits.ts';
import { grouped, invalidGlb, quoted } from './invalid-glb.ts';

type JsonObject = Readonly<Record<string, unknown>>;

const REFUSED = new Set<string>(REFUSED_EXTENSIONS);
const ALLOWED = new Set<string>(ALLOWED_EXTENSIONS);

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isAllowed = (name: unknown) =>
  typeof name === 'string' && (ALLOWED.has(name) || /^KHR_materials_\w+$/.test(name));

// "images[0].uri", and a key that is no plain word in quotes, so that a sentence stays a sentence.
function pathText(path: readonly (string | number)[]): string {
  const parts = path.map((key) =>
    typeof key === 'number' ? `[${key}]` : /^\w{1,60}$/.test(key) ? `.${key}` : `[${quoted(key)}]`,
  );
  return parts.join('').replace(/^\./, '');
}

function checkMember(key: string, value: unknown, path: readonly (string | number)[]): void {
  if (key.toLowerCase() === 'uri')
    throw invalidGlb(`${pathText(path)} is an address; everything in a GLB must be inside it`);
  if (REFUSED.has(key))
    throw invalidGlb(`The GLB uses the extension ${key} (${pathText(path)}), which is not read here`);
  if (key === 'name' && typeof value === 'string' && value.length > GLB_LIMITS.maxNameCharacters)
    throw invalidGlb(
      `${pathText(path)} has ${grouped(value.length)} characters; the limit is ${grouped(GLB_LIMITS.maxNameCharacters)}`,
    );
}

// Recursion is safe: the nesting was bounded before the text was parsed.
function walk(value: unknown, path: (string | number)[]): void {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      if (typeof value[i] !== 'object') continue;
      path.push(i);
      walk(value[i], path);
      path.pop();
    }
  } else if (isJsonObject(value)) {
    for (const key of Object.keys(value)) {
      path.push(key);
      checkMember(key, value[key], path);
      walk(value[key], path);
      path.pop();
    }
  }
}

function checkExtensionLists({ extensionsUsed, extensionsRequired }: JsonObject): void {
  for (const name of Array.isArray(extensionsRequired) ? extensionsRequired : [])
    if (!isAllowed(name))
      throw invalidGlb(`The GLB requires the extension ${quoted(String(name))}, which is not read here`);
  for (const name of Array.isArray(extensionsUsed) ? extensionsUsed : [])
    if (REFUSED.has(name)) throw invalidGlb(`The GLB uses the extension ${name}, which is not read here`);
}

/**
 * What can be said of the JSON without knowing what it means: sizes of its arrays, no address anywhere (extensions and
 * extras included), no extension that would make a loader fetch something.
 */
export function checkJson(json: unknown): void {
  if (!isJsonObject(json)) throw invalidGlb('The JSON of the GLB is not an object');
  for (const [key, limit] of Object.entries(GLB_COUNT_LIMITS)) {
    const list = json[key];
    if (Array.isArray(list) && list.length > limit)
      throw invalidGlb(`The GLB has ${grouped(list.length)} ${key}; the limit is ${grouped(limit)}`);
  }
  checkExtensionLists(json);
  walk(json, []);
}
