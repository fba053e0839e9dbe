import type { AnyJson } from '../../fixtures/make-glb.ts';
import { type GlbCase, quadWith } from './quad-with.ts';

/** Addresses of ten kinds. The data of the last ones stands in the address itself, and still goes through a request. */
export const ADDRESSES = [
  'http://169.254.169.254/latest/meta-data/',
  'https://evil.example/a.bin',
  '//evil.example/a.bin',
  '/etc/passwd',
  '../../secret.bin',
  'file:///etc/passwd',
  'javascript:fetch("https://evil.example")',
  'blob:https://evil.example/0',
  'data:application/octet-stream;base64,AAAA',
  'DATA:image/svg+xml,<svg onload="alert(1)"/>',
] as const;

const PLACES: readonly (readonly [path: string, put: (json: AnyJson, address: string) => void])[] = [
  [
    'buffers[0].uri',
    (json, uri) => {
      json.buffers[0].uri = uri;
    },
  ],
  [
    'images[0].uri',
    (json, uri) => {
      json.images[0] = { uri };
    },
  ],
  [
    'extensions.EXT_lights_image_based_twin.lights[0].uri',
    (json, uri) => {
      json.extensions = { EXT_lights_image_based_twin: { lights: [{ uri }] } };
    },
  ],
  [
    'materials[0].extensions.KHR_materials_clearcoat.extras.URI',
    (json, URI) => {
      json.extensionsUsed = ['KHR_materials_clearcoat'];
      json.materials[0].extensions = { KHR_materials_clearcoat: { extras: { URI } } };
    },
  ],
];

/** Ten kinds of address in four places. */
export const ADDRESS_CASES: readonly GlbCase[] = ADDRESSES.flatMap((address) =>
  PLACES.map(([path, put]) => ({
    what: `${address.slice(0, 30)} as ${path}`,
    bytes: () => quadWith((json) => put(json, address)),
    refusal: `${path} is a URI`,
  })),
);
