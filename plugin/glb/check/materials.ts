import { isJsonObject } from '../../core/http.ts';
import type { Gltf } from '../gltf-schema.ts';
import { invalidGlb, keyText } from '../invalid-glb.ts';

const MAX_FLOAT = (2 - 2 ** -23) * 2 ** 127;
const TEXTS: ReadonlySet<string> = new Set(['name', 'alphaMode']);
const SWITCHES: ReadonlySet<string> = new Set(['doubleSided']);
// Our loader reads no other extensions.
const READ_EXTENSION = /^(?:KHR_materials_|KHR_texture_|EXT_materials_)/;

// Within the range of a 32-bit float.
const isNumber = (value: unknown) => typeof value === 'number' && Math.abs(value) <= MAX_FLOAT;

/** Whether a value has the type that materials use under this key. */
function isValidValue(key: string, value: unknown, isExtension: boolean): boolean {
  if (TEXTS.has(key)) return typeof value === 'string';
  if (SWITCHES.has(key)) return typeof value === 'boolean';
  if (isExtension || key === 'pbrMetallicRoughness' || key === 'extensions' || key.endsWith('Texture'))
    return isJsonObject(value);
  return Array.isArray(value) ? value.every(isNumber) : isNumber(value);
}

function checkValues(object: object, path: string, areExtensions: boolean): void {
  for (const [key, value] of Object.entries(object)) {
    if (key === 'extras' || (areExtensions && !READ_EXTENSION.test(key))) continue;
    const place = `${path}.${keyText(key)}`;
    if (!isValidValue(key, value, areExtensions)) throw invalidGlb(`${place} has a value of the wrong type`);
    if (isJsonObject(value)) checkValues(value, place, key === 'extensions');
  }
}

/**
 * Checks that material values are numbers, textures or extensions of numbers. A loader copies them unchecked; a wrong
 * type would break the app's render loop in every frame.
 */
export function checkMaterials({ materials }: Gltf): void {
  materials.forEach((material, i) => {
    checkValues(material, `materials[${i}]`, false);
  });
}
