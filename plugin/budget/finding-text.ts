import type { LintFinding, LintKind } from './master-facts.ts';
import { REPAIRS, type RepairRow } from './repairs.ts';

type FindingWords = Pick<RepairRow, 'label' | 'found' | 'fix'>;

const WEBP: FindingWords = {
  label: 'WebP required',
  found: ({ count }) => `${count} ${count === 1 ? 'image' : 'images'} that tools without WebP cannot read`,
  fix: 'Export PNG',
};

/** What the pane and the command line call a kind of finding. */
export const findingWords = (kind: LintKind): FindingWords => REPAIRS.find(({ id }) => id === kind) ?? WEBP;

/** "12,345 hidden triangles (48 %)". */
export const findingText = (finding: LintFinding): string => findingWords(finding.kind).found(finding);
