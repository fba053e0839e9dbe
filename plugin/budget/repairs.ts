/** What a check measured: the numbers of a `LintFinding`. */
export interface Measured {
  readonly count: number;
  readonly share: number;
  readonly value?: number;
}

/** What is repaired before anything else is done. */
export interface RepairRow {
  readonly id: string;
  readonly label: string;
  /** What it does, for a list of options. */
  readonly help: string;
  /** What was found, with what was measured. */
  readonly found: (measured: Measured) => string;
  /** What its button says. */
  readonly fix: string;
  /** `geometry` changes triangles or moves them; `texture` changes texels or factors of the material. */
  readonly changes: 'geometry' | 'texture';
  /** Done unless the plan says otherwise. */
  readonly isDefault: boolean;
  /** Only where nothing shows through: the inside of what is not opaque may be seen. */
  readonly needsOpaque?: boolean;
}

/** "48 %", "< 0.1 %". */
export function shareText(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  return `${Number((share * 100).toFixed(share < 0.1 ? 1 : 0))} %`;
}

const counted = ({ count }: Measured, one: string, many: string) =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
/** "12,345 hidden triangles (48 %)". */
const withShare = (one: string, many: string) => (measured: Measured) =>
  `${counted(measured, one, many)} (${shareText(measured.share)})`;
const digits = (value = 0, precision = 2) => Number(value.toPrecision(precision));

/**
 * Every repair, in the order in which findings are listed. A new one is a row here and its function: in `fit/repair/` for
 * geometry, in `fit/surface/` for textures. A repair changes only what its check finds.
 */
export const REPAIRS = [
  {
    id: 'inner-shell',
    label: 'Inner shell',
    help: 'removes hidden geometry inside the model',
    found: withShare('hidden triangle', 'hidden triangles'),
    fix: 'Remove',
    changes: 'geometry',
    isDefault: true,
    needsOpaque: true,
  },
  {
    id: 'floaters',
    label: 'Floaters',
    help: 'removes small loose parts that float beside the model',
    found: withShare('triangle in floating parts', 'triangles in floating parts'),
    fix: 'Remove',
    changes: 'geometry',
    isDefault: true,
  },
  {
    id: 'flipped-winding',
    label: 'Flipped winding',
    help: 'turns triangles that face inside',
    found: withShare('triangle faces inside', 'triangles face inside'),
    fix: 'Turn',
    changes: 'geometry',
    isDefault: true,
  },
  {
    id: 'holes',
    label: 'Holes',
    help: 'closes open loops',
    found: (measured) => counted(measured, 'open loop', 'open loops'),
    fix: 'Close',
    changes: 'geometry',
    isDefault: false,
  },
  {
    id: 'floor-slab',
    label: 'Floor slab',
    help: 'removes a flat slab under the feet',
    found: (measured) =>
      `${withShare('triangle', 'triangles')(measured)} under the model, ${digits(measured.value)} m thick`,
    fix: 'Remove',
    changes: 'geometry',
    isDefault: false,
  },
  {
    id: 'up-axis',
    label: 'Up axis',
    help: 'stands a model up that lies on its side (a guess)',
    found: ({ share, value = 0 }) =>
      `may lie on its side: a flat base (${shareText(share)} of that end) faces ${value < 0 ? '−Z' : '+Z'}`,
    fix: 'Stand up',
    changes: 'geometry',
    isDefault: false,
  },
  {
    id: 'diagonal',
    label: 'Diagonal',
    help: 'turns a model about the up axis until it stands straight',
    found: ({ value = 0 }) => `stands turned by ${Math.round(Math.abs(value))}° about the up axis`,
    fix: 'Straighten',
    changes: 'geometry',
    isDefault: false,
  },
  {
    id: 'size-off',
    label: 'Size',
    help: 'scales a model below 1 cm or above 100 m to 1 m',
    found: ({ value }) => `the longest side is ${digits(value, 3)} m`,
    fix: 'Scale to 1 m',
    changes: 'geometry',
    isDefault: false,
  },
  {
    id: 'black-metal',
    label: 'Black metal',
    help: 'lowers metal where it is rough: it renders black; also where the file names no metallic factor',
    found: ({ share }) => `${shareText(share)} of the surface is metal and rough, which renders dark`,
    fix: 'Less metal',
    changes: 'texture',
    isDefault: false,
  },
  {
    id: 'dark-color',
    label: 'Near black',
    help: 'brightens a base colour near black',
    found: ({ value }) => `mean base colour ${digits(value)} of 1`,
    fix: 'Brighten',
    changes: 'texture',
    isDefault: false,
  },
  {
    id: 'low-alpha',
    label: 'Low alpha',
    help: 'makes transparent texels of an opaque material opaque',
    found: (measured) =>
      `${withShare('transparent texel', 'transparent texels')(measured)}, mean alpha ${digits(measured.value)}`,
    fix: 'Make opaque',
    changes: 'texture',
    isDefault: false,
  },
] as const satisfies readonly RepairRow[];

/**
 * What is repaired before anything else: an inner shell, floating parts or a floor slab are removed, triangles that face
 * inwards are flipped, holes are closed; the model is stood up, straightened or scaled; metal that renders black, a base
 * colour near black and texels with a low alpha are corrected.
 *
 * @example
 * const repairs: readonly FitRepair[] = ['inner-shell', 'floaters'];
 * await asset.fitAsync({ plan: { triangles: 5_000, repairs } });
 */
export type FitRepair = (typeof REPAIRS)[number]['id'];

export const REPAIR_IDS: readonly FitRepair[] = REPAIRS.map(({ id }) => id);
export const DEFAULT_REPAIRS: readonly FitRepair[] = REPAIRS.filter(({ isDefault }) => isDefault).map(
  ({ id }): FitRepair => id,
);
