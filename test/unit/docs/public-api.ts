// What the package exports, as the compiler sees it. TypeScript 7 has no other API than the one named unstable; its
// exact version is pinned in package.json.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  isFunctionDeclaration,
  isMappedTypeNode,
  isPropertyDeclaration,
  isTypeAliasDeclaration,
  isVariableDeclaration,
  type Node,
} from 'typescript/unstable/ast';
import {
  API,
  NodeBuilderFlags,
  type Project,
  SignatureKind,
  SymbolFlags,
  type Symbol as TsSymbol,
  type Type,
} from 'typescript/unstable/sync';
import { ROOT } from '../../fixtures/import-graph.ts';

export interface Documented {
  readonly name: string;
  /** On one line, without comments. */
  readonly signature: string;
  readonly doc: string;
  readonly examples: readonly string[];
  readonly isCallable: boolean;
}

export interface PublicExport extends Documented {
  /** Where it is declared. */
  readonly file: string;
  readonly kind: 'function' | 'value' | 'type';
  /** Of an interface or class, its own. */
  readonly members: readonly Documented[];
  /** The whole declaration, for the names in it. */
  readonly text: string;
}

export interface EntryPoint {
  /** As an import names it. */
  readonly name: string;
  /** The source that `exports` of package.json leads to. */
  readonly file: string;
  readonly exports: readonly PublicExport[];
}

const { name: PACKAGE, exports: EXPORTS } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  name: string;
  exports: Record<string, { types?: string }>;
};
const ENTRIES = Object.entries(EXPORTS).flatMap(([path, { types }]) =>
  types === undefined
    ? []
    : [{ name: PACKAGE + path.slice(1), file: types.replace('./dist', 'plugin').replace(/\.d\.ts$/, '.ts') }],
);

const onOneLine = (text: string) =>
  text
    .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(?<=\() | (?=\))/g, '')
    .replaceAll(/(^|[;{] ?)(?:export |override |readonly )+/g, '$1')
    .replaceAll(/,(?= ?[)\]])|;(?= \})|[;,]$/g, '')
    .replace('= | ', '= ')
    .trim();

function signatureOf({ checker }: Project, symbol: TsSymbol, node: Node): string {
  const text = node.getText();
  if (isFunctionDeclaration(node) || isVariableDeclaration(node)) {
    // A table is known by the type that it satisfies.
    const table = /\bas const satisfies ([\s\S]+)$/.exec(text)?.[1];
    const type = checker.getTypeOfSymbol(symbol)!;
    const print = (printed: Type) => checker.typeToString(printed, node, NodeBuilderFlags.NoTruncation);
    const [call] = checker.getSignaturesOfType(type, SignatureKind.Call);
    if (!call) return `${symbol.name}: ${onOneLine(table ?? print(type))}`;
    const result = print(checker.getReturnTypeOfSignature(call)!);
    const given = print(type).slice(0, -` => ${result}`.length);
    return `${symbol.name}${given.replaceAll(/\{[^}]*\}(?=\??: \w)/g, 'options')}: ${result}`;
  }
  if (isTypeAliasDeclaration(node) && isMappedTypeNode(node.type)) {
    const flags = NodeBuilderFlags.NoTruncation | NodeBuilderFlags.InTypeAlias;
    return onOneLine(
      `type ${symbol.name} = ${checker.typeToString(checker.getDeclaredTypeOfSymbol(symbol), node, flags)}`,
    );
  }
  // Of an interface or class, what comes before its members; of an accessor, what comes before its body.
  const head = /^(export )?(interface|class|get) /.test(text) ? text.slice(0, text.indexOf('{')) : text;
  return onOneLine(isPropertyDeclaration(node) ? head.replace(/ = .*$/, '') : head).replace(
    /^get (\w+)\(\)/,
    '$1',
  );
}

function describe(project: Project, symbol: TsSymbol): Documented & { readonly node: Node } {
  const node = symbol.declarations[0]?.resolve(project);
  if (!node) throw new Error(`${symbol.name} has no declaration.`);
  const { checker } = project;
  return {
    name: symbol.name,
    signature: signatureOf(project, symbol, node),
    doc: checker.getDocumentationCommentOfSymbol(symbol).trim(),
    examples: checker
      .getJsDocTagsOfSymbol(symbol)
      .flatMap(({ name, text = '' }) => (name === 'example' ? [text.trim()] : [])),
    isCallable: (symbol.flags & SymbolFlags.Method) !== 0,
    node,
  };
}

function readExport(project: Project, exported: TsSymbol): PublicExport {
  const isAlias = (exported.flags & SymbolFlags.Alias) !== 0;
  const symbol = isAlias ? project.checker.getAliasedSymbol(exported) : exported;
  const { node, ...rest } = describe(project, symbol);
  const members = [...symbol.getMembers().values()]
    .filter(({ flags }) => flags & (SymbolFlags.Property | SymbolFlags.Method | SymbolFlags.Accessor))
    .map((member) => {
      const { node: _node, ...documented } = describe(project, member);
      return documented;
    });
  const isFunction = /^\w+[<(]/.test(rest.signature);
  const isValue = (symbol.flags & SymbolFlags.Value) !== 0;
  return {
    ...rest,
    file: node.getSourceFile().fileName.slice(ROOT.length),
    kind: isFunction ? 'function' : isValue ? 'value' : 'type',
    members,
    text: node.getText(),
  };
}

export interface Compiler {
  /** Every entry point of package.json with its exports, in the order of their names. */
  readPublicApi(): readonly EntryPoint[];
  /** What is wrong with each file, as sentences that begin with its name. The files import the package by its name. */
  check(files: Readonly<Record<string, string>>): readonly string[];
  close(): void;
}

/** The compiler with files that exist in memory alone. */
export function createCompiler(): Compiler {
  const inMemory = new Map<string, string>();
  const api = new API({
    cwd: ROOT,
    fs: {
      readFile: (path) => inMemory.get(path),
      fileExists: (path) => (inMemory.has(path) ? true : undefined),
    },
  });
  const paths = Object.fromEntries(ENTRIES.map(({ name, file }) => [name, [join(ROOT, file)]]));

  const open = (folder: string, files: Readonly<Record<string, string>>): Project => {
    const config = join(folder, 'tsconfig.json');
    for (const [name, text] of Object.entries(files)) inMemory.set(join(folder, name), text);
    const settings = {
      extends: join(ROOT, 'tsconfig.json'),
      compilerOptions: { paths },
      files: [...Object.keys(files), join(ROOT, 'test/fixtures/express.d.ts')],
      include: [],
    };
    inMemory.set(config, JSON.stringify(settings));
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
    if (!project) throw new Error(`The compiler did not open ${config}.`);
    return project;
  };

  return {
    readPublicApi() {
      const imports = ENTRIES.map(({ name }) => `import '${name}';`).join('\n');
      const project = open(join(ROOT, 'virtual-entries'), { 'entries.ts': imports });
      return ENTRIES.map(({ name, file }) => {
        const source = project.program.getSourceFile(join(ROOT, file));
        const module = source && project.checker.getSymbolAtLocation(source);
        if (!module) throw new Error(`${file} is no module.`);
        const exports = project.checker
          .getExportsOfModule(module)
          .map((symbol) => readExport(project, symbol))
          .sort((a, b) => (a.name < b.name ? -1 : 1));
        return { name, file, exports };
      });
    },
    check(files) {
      const folder = join(ROOT, 'virtual-examples');
      const { program } = open(folder, files);
      return Object.entries(files).flatMap(([name, text]) => {
        const path = join(folder, name);
        return [...program.getSyntacticDiagnostics(path), ...program.getSemanticDiagnostics(path)].map(
          (found) => `${name}: ${found.text}\n${text.slice(Math.max(0, found.pos - 60), found.end + 60)}`,
        );
      });
    },
    close: () => api.close(),
  };
}
