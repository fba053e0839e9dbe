import { GIVEN } from './examples.ts';
import type { Documented, EntryPoint, PublicExport } from './public-api.ts';

const firstSentence = (doc: string): string => {
  const [text = ''] = doc.split(/\n\s*(?:\n|- )/);
  return (/^[\s\S]*?\.(?=\s+[A-Z]|$)/.exec(text)?.[0] ?? text).replaceAll(/\s+/g, ' ');
};
const line = ({ signature, doc }: Documented) => `- \`${signature}\`: ${firstSentence(doc)}`;
const idOf = ({ file, name }: PublicExport) => `${file} ${name}`;
const GROUPS = [
  ['Functions', ({ kind }: PublicExport) => kind === 'function'],
  ['Values', ({ kind }: PublicExport) => kind === 'value'],
  ['Types', ({ kind }: PublicExport) => kind === 'type'],
] as const;

const INTRODUCTION = `# API reference

Every public export of every entry point, with its signature and the first sentence of its docstring. The docstrings in
the declarations say more: units, errors, and examples. Examples use ${Object.keys(GIVEN)
  .map((name) => `\`${name}\``)
  .join(', ')} without
declaring them: a Babylon scene, a file with an image, the bytes of a GLB, a generator and an asset.

This file is made by \`npm run docs:api\`.
`;

/** The API reference as Markdown. What several entry points export is described at the first of them. */
export function apiPage(entries: readonly EntryPoint[]): string {
  const described = new Map<string, string>();
  const sections = entries.map(({ name, exports }) => {
    const known = exports.filter((each) => described.has(idOf(each)));
    const fresh = exports.filter((each) => !known.includes(each));
    const lines = [`## ${name}`];
    for (const [title, belongs] of GROUPS) {
      const group = fresh.filter(belongs);
      if (group.length > 0) lines.push(`### ${title}`);
      for (const each of group) {
        described.set(idOf(each), name);
        lines.push([line(each), ...each.members.map((member) => `  ${line(member)}`)].join('\n'));
      }
    }
    for (const other of new Set(known.map(idOf).map((id) => described.get(id)))) {
      const names = known
        .filter((each) => described.get(idOf(each)) === other)
        .map((each) => `\`${each.name}\``);
      lines.push(`Also exported here, described at \`${other}\`: ${names.join(', ')}.`);
    }
    return lines
      .join('\n\n')
      .replaceAll(/\n\n(?=- )/g, '\n')
      .replaceAll(/(### \w+)\n/g, '$1\n\n');
  });
  return `${INTRODUCTION}\n${sections.join('\n\n')}\n`;
}
