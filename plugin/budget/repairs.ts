/** What is repaired before anything else is done. */
export interface RepairRow {
  readonly id: string;
  readonly label: string;
  /** What was found, for one and for many. */
  readonly one: string;
  readonly many: string;
  /** What its button says. */
  readonly fix: string;
  /** The finding's text also shows its share of all triangles or texels. */
  readonly hasShare: boolean;
  /** `geometry` changes triangles; `texture` changes texels. */
  readonly changes: 'geometry' | 'texture';
  /** Done unless the plan says otherwise. */
  readonly isDefault: boolean;
  /** Only where nothing shows through: the inside of what is not opaque may be seen. */
  readonly needsOpaque?: boolean;
}

/**
 * Every repair, in the order in which findings are listed. A new one is a row here and its function: in `fit/repair/` for
 * geometry, in `fit/surface/` for textures.
 */
export const REPAIRS = [
  {
    id: 'inner-shell',
    label: 'Inner shell',
    one: 'hidden triangle',
    many: 'hidden triangles',
    fix: 'Remove',
    hasShare: true,
    changes: 'geometry',
    isDefault: true,
    needsOpaque: true,
  },
  {
    id: 'floaters',
    label: 'Floaters',
    one: 'triangle in floating parts',
    many: 'triangles in floating parts',
    fix: 'Remove',
    hasShare: true,
    changes: 'geometry',
    isDefault: true,
  },
  {
    id: 'flipped-winding',
    label: 'Flipped winding',
    one: 'triangle faces inside',
    many: 'triangles face inside',
    fix: 'Turn',
    hasShare: true,
    changes: 'geometry',
    isDefault: true,
  },
  {
    id: 'holes',
    label: 'Holes',
    one: 'open loop',
    many: 'open loops',
    fix: 'Close',
    hasShare: false,
    changes: 'geometry',
    isDefault: false,
  },
  {
    id: 'low-alpha',
    label: 'Low alpha',
    one: 'transparent texel should be opaque',
    many: 'transparent texels should be opaque',
    fix: 'Make opaque',
    hasShare: true,
    changes: 'texture',
    isDefault: false,
  },
] as const satisfies readonly RepairRow[];

/**
 * What is repaired before anything else: an inner shell and floating parts are removed, triangles that face inwards
 * are flipped, holes are closed, texels with a low alpha are made opaque.
 *
 * @example
 * const repairs: readonly FitRepair[] = ['inner-shell', 'floaters'];
 * await asset.fitAsync({ plan: { triangles: 5_000, repairs } });
 */
export type FitRepair = (typeof REPAIRS)[number]['id'];

export const REPAIR_IDS: readonly FitRepair[] = REPAIRS.map(({ id }) => id);
