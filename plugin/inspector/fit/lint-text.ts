import type { LintFinding, LintKind } from '../../budget/master-facts.ts';
import { REPAIRS, type RepairRow } from '../../budget/repairs.ts';
import { countText } from '../run/run-text.ts';

type LintWords = Pick<RepairRow, 'label' | 'one' | 'many' | 'fix' | 'hasShare'>;

const WEBP: LintWords = {
  label: 'WebP required',
  one: 'image that tools without WebP cannot read',
  many: 'images that tools without WebP cannot read',
  fix: 'Export PNG',
  hasShare: false,
};

const wordsOf = (kind: LintKind): LintWords => REPAIRS.find(({ id }) => id === kind) ?? WEBP;

/** "48 %", "< 0.1 %". */
export function shareText(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  return `${Number((share * 100).toFixed(share < 0.1 ? 1 : 0))} %`;
}

export function lintTitle(kind: LintKind): string {
  return wordsOf(kind).label;
}

export function fixText(kind: LintKind): string {
  return wordsOf(kind).fix;
}

/** "12,345 hidden triangles (48 %)". */
export function lintText({ kind, count, share }: LintFinding): string {
  const { one, many, hasShare } = wordsOf(kind);
  return `${countText(count)} ${count === 1 ? one : many}${hasShare ? ` (${shareText(share)})` : ''}`;
}
