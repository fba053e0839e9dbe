import type { LintFinding, LintKind } from '../../budget/master-facts.ts';
import { countText } from '../run/run-text.ts';

interface LintWords {
  readonly title: string;
  readonly one: string;
  readonly many: string;
  /** What the button says. */
  readonly fix: string;
}

const WORDS: Readonly<Record<LintKind, LintWords>> = {
  'inner-shell': {
    title: 'Inner shell',
    one: 'hidden triangle',
    many: 'hidden triangles',
    fix: 'Remove',
  },
  floaters: {
    title: 'Floaters',
    one: 'triangle in floating parts',
    many: 'triangles in floating parts',
    fix: 'Remove',
  },
  'flipped-winding': {
    title: 'Flipped winding',
    one: 'triangle faces inside',
    many: 'triangles face inside',
    fix: 'Turn',
  },
  holes: { title: 'Holes', one: 'open loop', many: 'open loops', fix: 'Close' },
  'low-alpha': {
    title: 'Low alpha',
    one: 'transparent texel should be opaque',
    many: 'transparent texels should be opaque',
    fix: 'Make opaque',
  },
  'webp-required': {
    title: 'WebP required',
    one: 'image that tools without WebP cannot read',
    many: 'images that tools without WebP cannot read',
    fix: 'Export PNG',
  },
};

/** "48 %", "< 0.1 %". */
export function shareText(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  return `${Number((share * 100).toFixed(share < 0.1 ? 1 : 0))} %`;
}

export function lintTitle(kind: LintKind): string {
  return WORDS[kind].title;
}

export function fixText(kind: LintKind): string {
  return WORDS[kind].fix;
}

/** "12,345 hidden triangles (48 %)". */
export function lintText({ kind, count, share }: LintFinding): string {
  const { one, many } = WORDS[kind];
  const hasShare = kind !== 'holes' && kind !== 'webp-required';
  return `${countText(count)} ${count === 1 ? one : many}${hasShare ? ` (${shareText(share)})` : ''}`;
}
